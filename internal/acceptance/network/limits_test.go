package network

import (
	"context"
	"errors"
	"math"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/internal/acceptance/kit"
)

// costs measures what a call allocates in the whole process, including garbage and the service,
// so tests that use it are not parallel. The heap grows in steps of some megabytes; apart from
// that, the process needs no more memory than this.
func costs(t *testing.T, call func()) (allocated int64) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	call()
	runtime.ReadMemStats(&after)
	allocated = int64(after.TotalAlloc - before.TotalAlloc)
	grown := int64(after.HeapSys) - int64(before.HeapSys)
	t.Logf("allocated %.1f MiB in all, the heap grew by %.1f MiB", float64(allocated)/kit.Mebibyte, float64(grown)/kit.Mebibyte)
	return allocated
}

func TestGzipBombOf256MebibytesCostsLessThan16(t *testing.T) {
	const size = 256 * kit.Mebibyte
	limit := int64(16 * kit.Mebibyte)
	if kit.RaceDetector {
		limit = 20 * kit.Mebibyte
	}
	// A gzip body may have any number of members. The bomb repeats the same member.
	start := "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n" + kit.Gzipped(kit.Success)
	member := kit.Gzipped(strings.Repeat(" ", kit.Mebibyte))
	url := kit.RawService(t, nil, func(c net.Conn, n int) bool {
		keep := kit.Write(start)(c, n)
		for unpacked := 0; keep && unpacked < size; unpacked += kit.Mebibyte {
			keep = kit.Write(member)(c, n)
		}
		return false
	}, kit.Unnoted)
	client := kit.LoopbackClient(t, url)
	allocated := costs(t, func() {
		_, err := kit.SignIn(t, client)
		require.ErrorIs(t, err, janrain.ErrResponseTooLarge)
	})
	assert.Less(t, allocated, limit)
}

// A header is read before the library sees it, and short lines cost many times their length.
func TestEndlessHeaderCostsLessThan16Mebibytes(t *testing.T) {
	const most = 16 * kit.Mebibyte
	for name, line := range map[string]string{"long lines": "X-More: " + kit.LongText + "\r\n", "short lines": strings.Repeat("X:\r\n", 1000)} {
		t.Run(name, func(t *testing.T) {
			url := kit.RawService(t, nil, kit.Forever("HTTP/1.1 200 OK\r\n", line), kit.Unnoted)
			client := kit.LoopbackClient(t, url)
			allocated := costs(t, func() {
				_, err := kit.SignIn(t, client)
				kit.RequireTransportError(t, err, true)
				require.NotErrorIs(t, err, context.DeadlineExceeded,
					"the call must end because of the length, not because of the timeout")
			})
			assert.Less(t, allocated, int64(most))
		})
	}
}

// Even with a very high limit, memory is allocated for the bytes that arrive, not for the
// announced length.
func TestAnnouncedLengthAllocatesNoMemory(t *testing.T) {
	t.Parallel()
	const came = 3 << 20
	for _, announced := range []int64{math.MaxInt64, math.MaxInt64 - 1, math.MaxInt64 - came, 1 << 62} {
		client := kit.Client(t, kit.RoundTripper(func(*http.Request) (*http.Response, error) {
			resp := kit.HTTPResponse(http.StatusOK, kit.Success+strings.Repeat(" ", came))
			resp.ContentLength = announced
			return resp, nil
		}), janrain.WithMaxResponseBytes(math.MaxInt64))
		assert.NotPanics(t, func() {
			_, err := kit.SignIn(t, client)
			assert.NoError(t, err)
		}, "of %d bytes", announced)
	}
}

// White space after a response could hide a truncation, because the first part alone would be a
// success.
func TestBodyOverTheLimitIsNeverATruncatedSuccess(t *testing.T) {
	t.Parallel()
	padded := kit.Success + strings.Repeat(" ", 50)
	for name, answer := range map[string]string{
		"announced": kit.RawResponse(http.StatusOK, padded),
		"chunked":   kit.RawResponse(http.StatusOK, kit.Chunked(kit.Success)+kit.Chunked(padded[len(kit.Success):])+"0\r\n\r\n", "Transfer-Encoding: chunked"),
		"gzip":      kit.RawResponse(http.StatusOK, kit.Gzipped(padded), "Content-Encoding: gzip"),
		"gzip, chunked, two members": kit.RawResponse(http.StatusOK,
			kit.Chunked(kit.Gzipped(kit.Success))+kit.Chunked(kit.Gzipped(padded[len(kit.Success):]))+"0\r\n\r\n", "Content-Encoding: gzip", "Transfer-Encoding: chunked"),
		"to the end of the connection": "HTTP/1.1 200 OK\r\n\r\n" + padded,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := kit.RawService(t, nil, kit.WriteLast(answer), kit.Unnoted)
			for limit := len(kit.Success) - 1; limit <= len(padded)+1; limit++ {
				info, err := kit.SignIn(t, kit.LoopbackClient(t, url, janrain.WithMaxResponseBytes(int64(limit))))
				if limit >= len(padded) {
					require.NoError(t, err, "a limit of %d bytes", limit)
					assert.Equal(t, "https://me.yahoo.com/a/abc#123", info.Profile.Identifier)
					continue
				}
				require.ErrorIs(t, err, janrain.ErrResponseTooLarge, "a limit of %d bytes", limit)
				assert.Nil(t, info)
			}
		})
	}
}

// The fault table measures the same exactly, in a synctest bubble. This test uses the real clock
// and real connections, with retries.
func TestCallEndsWithItsTimeout(t *testing.T) {
	t.Parallel()
	const (
		timeout = 60 * time.Millisecond
		slack   = 20 * time.Second // for a busy machine; without a timeout these calls would never end
	)
	header := "HTTP/1.1 200 OK\r\n"
	drip := func(first string) kit.Script {
		return func(c net.Conn, n int) bool {
			keep := kit.Write(first)(c, n)
			for keep {
				time.Sleep(5 * time.Millisecond) // sets the pace; nothing waits for it
				keep = kit.Write("x")(c, n)
			}
			return false
		}
	}
	for name, tt := range map[string]struct {
		answer kit.Script
		dial   func(ctx context.Context, network, address string) (net.Conn, error)
	}{
		"not accepting": {kit.Silent, func(ctx context.Context, _, _ string) (net.Conn, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}},
		"silent":              {kit.Silent, nil},
		"dripping the header": {drip(header + "X-More: "), nil},
		"dripping the body":   {drip(header + "\r\n"), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var arrived atomic.Bool
			url := kit.RawService(t, nil, tt.answer, func(string) { arrived.Store(true) })
			for _, opts := range [][]janrain.Option{nil, {kit.ThreeTries}} {
				base := &http.Transport{DialContext: tt.dial}
				client := kit.LoopbackClient(t, url, append(opts,
					janrain.WithTimeout(timeout), janrain.WithMaxResponseBytes(1<<14), janrain.WithHTTPClient(&http.Client{Transport: base}))...)
				kit.ForEachCall(t, func(t *testing.T, call kit.Call) {
					arrived.Store(false)
					start := time.Now()
					err := call.Do(t.Context(), client)
					took := time.Since(start)
					assert.Less(t, took, timeout+slack, "a call must not outlive its timeout")
					assert.GreaterOrEqual(t, took, timeout, "a call must not end before its timeout")
					require.ErrorIs(t, err, context.DeadlineExceeded)
					broken, ok := errors.AsType[*janrain.TransportError](err)
					require.True(t, ok, "got %T", err)
					if tt.dial != nil {
						assert.False(t, broken.MayHaveBeenSent)
					} else if arrived.Load() { // on a busy machine the response may arrive too late
						assert.True(t, broken.MayHaveBeenSent)
					}
				})
			}
		})
	}
}
