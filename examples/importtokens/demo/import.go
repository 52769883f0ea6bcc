package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/janrain-go/janrain/janraintest"
)

const concurrency = 8

// A result is how one import went.
type result struct {
	kills, held, twice int
	took               time.Duration
	peakKiB, fileKiB   int
}

// importRows makes a file and imports it, with some kills on the way.
func importRows(ctx context.Context, dir, program string, n, kills int) (result, error) {
	file := filepath.Join(dir, fmt.Sprintf("users-%d.csv", n))
	if err := generate(file, n); err != nil {
		return result{}, err
	}
	srv := janraintest.NewServer()
	defer srv.Close()
	fake := &counter{handler: srv}
	address, err := fake.listen(ctx)
	if err != nil {
		return result{}, err
	}
	info, err := os.Stat(file)
	if err != nil {
		return result{}, err
	}
	r := result{fileKiB: int(info.Size() >> 10)}
	began := time.Now()
	for {
		cmd := exec.CommandContext(ctx, program, "-rate", "0", "-concurrency", strconv.Itoa(concurrency), file) //nolint:gosec // it was built here
		cmd.Env = append(os.Environ(), "JANRAIN_APP_DOMAIN="+address, "JANRAIN_API_KEY="+srv.APIKey)
		cmd.Stderr = os.Stderr
		due := func() bool { return false }
		if r.kills < kills {
			due = fake.whenToKill(r.kills, n/kills)
		}
		killed, err := r.attempt(cmd, due)
		if !killed && err != nil {
			return result{}, fmt.Errorf("importtokens ends with %w", err)
		}
		if !killed {
			break
		}
		r.kills++
	}
	r.took = time.Since(began)
	err = r.verify(srv, n, int(fake.requests.Load()))
	return r, err
}

// attempt runs the program until it ends, or until a kill is due.
func (r *result) attempt(cmd *exec.Cmd, due func() bool) (killed bool, err error) {
	if err := cmd.Start(); err != nil {
		return false, err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	ticker := time.NewTicker(2 * time.Millisecond)
	defer ticker.Stop()
	for {
		select {
		case err := <-ended:
			return killed && err != nil, err // it may have ended before the kill
		case <-ticker.C:
			r.peakKiB = max(r.peakKiB, peakOf(cmd.Process.Pid))
			if !killed && due() {
				killed = true
				_ = cmd.Process.Kill() // SIGKILL; it may have ended
			}
		}
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

// A counter counts the requests before it hands them on.
type counter struct {
	handler  http.Handler
	requests atomic.Int64
}

func (c *counter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.requests.Add(1)
	c.handler.ServeHTTP(w, r)
}

func (c *counter) listen(ctx context.Context) (address string, err error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	server := &http.Server{Handler: c, ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(l) }() // until the program ends
	return "http://" + l.Addr().String(), nil
}

// whenToKill is by turns a number of requests, for a kill amid the sending, and
// a short time, for one while the file is checked or the journal read.
func (c *counter) whenToKill(turn, requests int) (due func() bool) {
	if turn%2 == 1 {
		at := time.Now().Add(rand.N(300 * time.Millisecond)) //nolint:gosec // any time will do
		return func() bool { return time.Now().After(at) }
	}
	at := c.requests.Load() + 1 + rand.Int64N(int64(requests)) //nolint:gosec // any number will do
	return func() bool { return c.requests.Load() >= at }
}

// generate writes the file to import.
func generate(path string, n int) error {
	file, err := os.Create(path) //nolint:gosec // in a directory made here
	if err != nil {
		return err
	}
	defer file.Close()
	w := bufio.NewWriter(file)
	fmt.Fprintln(w, "identifier,token")
	for i := range n {
		fmt.Fprintf(w, "%s,%s\n", identifier(i), token(i))
	}
	return w.Flush()
}

func identifier(i int) string {
	return fmt.Sprintf("http://www.facebook.com/profile.php?id=%d", 1_000_000+i)
}

func token(i int) string { return fmt.Sprintf("access-token-of-user-%d-%030d", i, i) }

// verify asks the fake for every row.
func (r *result) verify(srv *janraintest.Server, n, requests int) error {
	for i := range n {
		if got, ok := srv.AccessToken(identifier(i)); ok && got == token(i) {
			r.held++
		}
	}
	r.twice = requests - n
	switch {
	case r.held < n:
		return fmt.Errorf("%d rows are lost", n-r.held)
	case r.twice > r.kills*concurrency:
		return fmt.Errorf("%d rows were sent twice, by %d kills with %d in flight", r.twice, r.kills, concurrency)
	}
	return nil
}
