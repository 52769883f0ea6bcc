package load

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// The benchmarks compare a call of the library with the code that a developer would write by hand
// with net/http, io.ReadAll, encoding/json and url.Values, for the same server and response. The
// two alternate, and the benchmarks report the median of the ratios, which stays valid when the
// speed of the machine changes.
//
//	go test -run '^$' -bench . .

// benchServer names the environment variable that makes this test binary the
// server of the benchmarks.
const benchServer = "JANRAIN_BENCH_SERVER"

func TestMain(m *testing.M) {
	if os.Getenv(benchServer) != "" {
		serveBenchmarks()
		return
	}
	os.Exit(m.Run())
}

// benchAnswers are responses by size: 175 bytes; extended, 6 KB; 5,000 friends, 600 KB; ten times
// as many.
var benchAnswers = sync.OnceValue(func() map[string][]byte {
	typical, err := os.ReadFile(kit.Path("testdata/auth_info/typical.json"))
	if err != nil {
		panic(err)
	}
	return map[string][]byte{
		"minimal": []byte(`{"profile":{"displayName":"mira","preferredUsername":"mira","url":"http:\/\/mira.example.com\/","providerName":"Other","identifier":"http:\/\/mira.example.com\/"},"stat":"ok"}`),
		"typical": typical,
		"large":   manyFriends(5_000),
		"larger":  manyFriends(50_000),
	}
})

func manyFriends(n int) []byte {
	b := []byte(`{"stat":"ok","profile":{"providerName":"Facebook","identifier":"http:\/\/www.facebook.com\/profile.php?id=1"},"friends":[`)
	for i := range n {
		if i > 0 {
			b = append(b, ',')
		}
		b = fmt.Appendf(b, `"http:\/\/www.facebook.com\/profile.php?id=%072d"`, i)
	}
	return append(b, "]}"...)
}

// benchHandler responds with the response that the token names.
func benchHandler() http.Handler {
	answers := benchAnswers()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		answer := answers[r.PostForm.Get("token")]
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", strconv.Itoa(len(answer)))
		_, _ = w.Write(answer)
	})
}

func serveBenchmarks() {
	fmt.Println(httptest.NewServer(benchHandler()).URL)
	_, _ = io.Copy(io.Discard, os.Stdin) // until the benchmarks are over
}

// benchStdin is closed when this process ends, which ends the server.
var benchStdin io.Closer

// otherProcess starts the server in another process, which ends with this one, and returns its
// URL.
var otherProcess = sync.OnceValue(func() (base string) {
	cmd := exec.CommandContext(context.Background(), os.Args[0])
	cmd.Env = append(os.Environ(), benchServer+"=1")
	cmd.Stderr = os.Stderr
	var err error
	if benchStdin, err = cmd.StdinPipe(); err != nil {
		panic(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		panic(err)
	}
	if err := cmd.Start(); err != nil {
		panic(err)
	}
	if _, err := fmt.Fscan(stdout, &base); err != nil {
		panic(err)
	}
	return base
})

// benchTransport trusts the server's test certificate.
func benchTransport() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.TLSClientConfig = &tls.Config{InsecureSkipVerify: true}
	return t
}

const benchKey = "0123456789abcdef0123456789abcdef01234567"

func benchLibrary(b *testing.B, base, token string) func() error {
	b.Helper()
	client, err := janrain.NewClient(base, benchKey, janrain.WithMaxResponseBytes(16<<20),
		janrain.WithHTTPClient(&http.Client{Transport: benchTransport()}))
	if err != nil {
		b.Fatal(err)
	}
	return func() error {
		info, err := client.AuthInfo(b.Context(), janrain.AuthInfoParams{Token: token, Extended: true})
		if err != nil {
			return err
		}
		return identified(info.Profile.Identifier)
	}
}

// benchByHand is the call that a developer would write without the library.
func benchByHand(b *testing.B, base, token string) func() error {
	b.Helper()
	client := &http.Client{Transport: benchTransport(), Timeout: 10 * time.Second}
	return func() error {
		form := url.Values{"apiKey": {benchKey}, "token": {token}, "extended": {"true"}}
		req, err := http.NewRequestWithContext(b.Context(), http.MethodPost, base+"/api/v2/auth_info", strings.NewReader(form.Encode()))
		if err != nil {
			return err
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		resp, err := client.Do(req)
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			return err
		}
		var answer plainAnswer
		if err := json.Unmarshal(body, &answer); err != nil {
			return err
		}
		if answer.Stat != "ok" {
			return fmt.Errorf("stat is %q", answer.Stat)
		}
		return identified(answer.Profile.Identifier)
	}
}

func identified(identifier string) error {
	if identifier == "" {
		return janrain.ErrNoIdentifier
	}
	return nil
}

// BenchmarkCall compares the library's call with the one written by hand, over HTTP and TLS, with
// connections kept alive.
func BenchmarkCall(b *testing.B) {
	plain, secure := httptest.NewServer(benchHandler()), httptest.NewTLSServer(benchHandler())
	b.Cleanup(plain.Close)
	b.Cleanup(secure.Close)
	for _, srv := range []struct{ scheme, url string }{{"http", plain.URL}, {"tls", secure.URL}} {
		for _, size := range []string{"minimal", "typical", "large"} {
			b.Run(srv.scheme+"/"+size, func(b *testing.B) {
				beside(b, benchLibrary(b, srv.url, size), benchByHand(b, srv.url, size))
			})
		}
	}
}

// BenchmarkMemory counts the allocations of the client alone: the server is another process.
func BenchmarkMemory(b *testing.B) {
	for _, size := range []string{"minimal", "typical", "large"} {
		b.Run(size+"/janrain", func(b *testing.B) { repeat(b, benchLibrary(b, otherProcess(), size)) })
		b.Run(size+"/byhand", func(b *testing.B) { repeat(b, benchByHand(b, otherProcess(), size)) })
	}
}

func BenchmarkDecode(b *testing.B) {
	for _, size := range []string{"minimal", "typical", "large"} {
		answer := benchAnswers()[size]
		library := func() error { return new(janrain.AuthInfo).UnmarshalJSON(answer) }
		byHand := func() error { return json.Unmarshal(answer, new(plainAnswer)) }
		b.Run(size+"/janrain", func(b *testing.B) { repeat(b, library) })
		b.Run(size+"/byhand", func(b *testing.B) { repeat(b, byHand) })
		b.Run(size+"/beside", func(b *testing.B) { beside(b, library, byHand) })
	}
}

// BenchmarkGrowth compares a response with ten times as many friends to one with 5,000 friends.
func BenchmarkGrowth(b *testing.B) {
	srv := httptest.NewServer(benchHandler())
	b.Cleanup(srv.Close)
	beside(b, benchLibrary(b, srv.URL, "larger"), benchLibrary(b, srv.URL, "large"))
}

func repeat(b *testing.B, call func() error) {
	b.Helper()
	b.ReportAllocs()
	for b.Loop() {
		if err := call(); err != nil {
			b.Fatal(err)
		}
	}
}

// beside reports the median of the ratios of the times of two calls.
func beside(b *testing.B, one, other func() error) {
	b.Helper()
	timed := func(call func() error) time.Duration {
		start := time.Now()
		if err := call(); err != nil {
			b.Fatal(err)
		}
		return time.Since(start)
	}
	var ratios []float64
	for b.Loop() {
		// Each call goes first equally often, because the second one runs on a warm machine.
		var first, second time.Duration
		if len(ratios)%2 == 0 {
			first, second = timed(one), timed(other)
		} else {
			second, first = timed(other), timed(one)
		}
		ratios = append(ratios, float64(first)/float64(second))
	}
	slices.Sort(ratios)
	b.ReportMetric(ratios[len(ratios)/2], "ratio")
}
