package main

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

const (
	concurrency = 8
	issuer      = "https://shop.example"
	lineBytes   = 125 // of a mapping, about
)

// An export is one run of the program over a service of its own, kills included.
type export struct {
	users, kills int
	userData     bool
	out          string

	handler  http.Handler
	answer   atomic.Int64 // bytes of all_mappings, the longest
	requests atomic.Int64 // for user data

	killed, found, twice int
	took                 time.Duration
	peakKiB              int
}

func primaryKey(i int) string { return fmt.Sprintf("user-%07d", i) }

// identifiers are one or two.
func identifiers(i int) []string {
	list := []string{fmt.Sprintf("http://www.facebook.com/profile.php?id=%d", 1_000_000_000+i)}
	if i%2 == 0 {
		list = append(list, fmt.Sprintf("http://twitter.com/account/profile?user_id=%d", 2_000_000_000+i))
	}
	return list
}

// run exports until the program ends by itself, and reads what it has written.
func (e *export) run(ctx context.Context, program string) error {
	somebody := janraintest.User(janrain.ProviderFacebook)
	srv := janraintest.NewServer(janraintest.WithUserData(func(id string) (janrain.AuthInfo, bool) {
		user := somebody
		user.Profile.Identifier = id
		return user, true
	}))
	defer srv.Close()
	for i := range e.users {
		for _, identifier := range identifiers(i) {
			srv.Map(identifier, primaryKey(i))
		}
	}
	e.handler = srv
	address, err := e.listen(ctx)
	if err != nil {
		return err
	}
	args := []string{"-rate", "0", "-concurrency", strconv.Itoa(concurrency)}
	if e.userData {
		args = append(args, "-userdata", "-extended", "-issuer", issuer)
	}
	began := time.Now()
	for {
		cmd := exec.CommandContext(ctx, program, append(args, e.out)...) //nolint:gosec // it was built here
		cmd.Env = append(os.Environ(), "JANRAIN_APP_DOMAIN="+address, "JANRAIN_API_KEY="+srv.APIKey)
		cmd.Stderr = os.Stderr
		killed, err := e.attempt(cmd, e.whenToKill())
		if !killed && err != nil {
			return fmt.Errorf("exportusers ends with %w", err)
		}
		if !killed {
			break
		}
		e.killed++
	}
	e.took = time.Since(began)
	return e.verify()
}

// attempt runs the program until it ends, or until a kill is due.
func (e *export) attempt(cmd *exec.Cmd, due func() bool) (killed bool, err error) {
	if err := cmd.Start(); err != nil {
		return false, err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	ticker := time.NewTicker(time.Millisecond / 2)
	defer ticker.Stop()
	for {
		select {
		case err := <-ended:
			return killed && err != nil, err // it may have ended before the kill
		case <-ticker.C:
			e.peakKiB = max(e.peakKiB, peakOf(cmd.Process.Pid))
			if !killed && due() {
				killed = true
				_ = cmd.Process.Kill() // SIGKILL; it may have ended
			}
		}
	}
}

// whenToKill is the length of a file: of the mappings that come in for the first
// half of the kills, and of OUT, a part further each time, for the others. With user
// data OUT is what takes its time, and the few mappings are there at once.
func (e *export) whenToKill() (due func() bool) {
	path, all := e.out+".spool.part", e.users*lineBytes
	early := (e.kills + 1) / 2
	if e.userData {
		early = 0
	}
	at := rand.IntN(all * 3 / 4) //nolint:gosec // any number will do
	switch {
	case e.killed >= e.kills:
		return func() bool { return false }
	case e.killed >= early:
		path = e.out
		at = (e.killed-early)*all/(e.kills-early+1) + rand.IntN(all/(e.kills-early+1)) //nolint:gosec // as above
	}
	return func() bool {
		info, err := os.Stat(path)
		return err == nil && info.Size() > int64(at)
	}
}

// peakOf is the most memory that a process has had, in KiB; 0 where the system
// does not say. The Maxrss of a child would be that of this process, whose
// memory it shares until it has begun.
func peakOf(pid int) int {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, after, _ := bytes.Cut(status, []byte("VmHWM:"))
	var kib int
	_, _ = fmt.Fscan(bytes.NewReader(after), &kib) // 0 for a process that has just ended
	return kib
}

// ServeHTTP counts what is asked and answered, and hands it on.
func (e *export) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasSuffix(r.URL.Path, "/get_user_data") {
		e.requests.Add(1)
	}
	counted := &counter{ResponseWriter: w}
	defer func() { // a caller that was killed leaves by a panic
		if strings.HasSuffix(r.URL.Path, "/all_mappings") && counted.bytes > e.answer.Load() {
			e.answer.Store(counted.bytes)
		}
	}()
	e.handler.ServeHTTP(counted, r)
}

type counter struct {
	http.ResponseWriter
	bytes int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.ResponseWriter.Write(p)
	c.bytes += int64(n)
	return n, err
}

func (e *export) listen(ctx context.Context) (address string, err error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	server := &http.Server{Handler: e, ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(l) }() // until the program ends
	return "http://" + l.Addr().String(), nil
}
