package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/janrain-go/janrain"
	"github.com/janrain-go/janrain/janraintest"
)

func TestEveryMappingIsExportedOnceInOrder(t *testing.T) {
	t.Parallel()
	srv, out := newServer(t, 300), newOut(t)
	srv.Map("https://other.example/#300", primaryKey(300))
	o := exportFrom(t, srv, out)
	assert.Equal(t, exitAllExported, o.code, o.stderr)
	assert.Contains(t, o.stdout, "300 users: 300 exported, 0 exported before, 0 open; 0 failures; ")
	got := lines(textOf(t, out))
	require.Len(t, got, 300)
	assert.JSONEq(t, `{"primaryKey":"user-00001","identifiers":["http://www.facebook.com/profile.php?id=1"]}`, got[0])
	assert.Contains(t, got[299], `["http://www.facebook.com/profile.php?id=300","https://other.example/#300"]`)
	assert.Empty(t, timesAsked(srv), "user data is for those who ask for it")
	assertDiscreet(t, srv, out, o)

	before := textOf(t, out)
	o = exportFrom(t, srv, out)
	assert.Equal(t, exitAllExported, o.code, o.stderr)
	assert.Contains(t, o.stdout, "300 users: 0 exported, 300 exported before, 0 open; ")
	assert.Contains(t, o.stderr, "Going on with the 300 mappings that were fetched ")
	assert.Equal(t, before, textOf(t, out), "nothing is written twice")
	assert.Equal(t, 1, timesFetched(srv), "the mappings are asked for once")
}

func TestAnApplicationWithoutUsersIsExported(t *testing.T) {
	t.Parallel()
	srv, out := newServer(t, 0), newOut(t)
	for range 2 {
		o := exportFrom(t, srv, withUserData(out)...)
		assert.Equal(t, exitAllExported, o.code, o.stderr)
		assert.Empty(t, textOf(t, out))
	}
	assert.Equal(t, 1, timesFetched(srv))
}

func TestTheClaimsAreThoseOfTheLibrary(t *testing.T) {
	t.Parallel()
	for _, extended := range []bool{false, true} {
		srv, out := newServer(t, 20), newOut(t)
		o := exportFrom(t, srv, withUserData("-extended="+map[bool]string{true: "true", false: "false"}[extended], out)...)
		assert.Equal(t, exitAllExported, o.code, o.stderr)
		assertEachOnce(t, out, 20)
		for i, one := range recordsOf(t, out) {
			info, err := srv.Client().UserData(t.Context(), janrain.UserDataParams{Identifier: identifier(i + 1), Extended: extended})
			require.NoError(t, err)
			claims, err := info.Claims(issuer)
			require.NoError(t, err)
			want, err := json.Marshal(claims)
			require.NoError(t, err)
			require.Len(t, one.Users, 1)
			assert.Equal(t, identifier(i+1), one.Users[0].Identifier)
			assert.JSONEq(t, string(want), string(one.Users[0].Claims))
			assert.Nil(t, one.Users[0].Raw, "the tokens are for those who ask for them")
		}
		assertDiscreet(t, srv, out, o)
		assert.Empty(t, textOf(t, out+".failures.ndjson"))
	}
}

func TestRawIsTheWholeAnswer(t *testing.T) {
	t.Parallel()
	srv, out := newServer(t, 3), newOut(t)
	o := exportFrom(t, srv, withUserData("-extended", "-raw", out)...)
	assert.Equal(t, exitAllExported, o.code, o.stderr)
	for i, one := range recordsOf(t, out) {
		info, err := srv.Client().UserData(t.Context(), janrain.UserDataParams{Identifier: identifier(i + 1), Extended: true})
		require.NoError(t, err)
		assert.Equal(t, info, one.Users[0].Raw)
		assert.Contains(t, textOf(t, out), canary, "it is not redacted")
	}
}

// What a user cannot be had for is said in his line and in the failures, from which
// another export can be made.
func TestUsersThatCannotBeHadAreNotedAndExportedAgain(t *testing.T) {
	t.Parallel()
	srv, out := newServer(t, 2), newOut(t)
	srv.Map("https://unknown.example/1", primaryKey(1))
	srv.Map("no key ", primaryKey(3)) // it ends with white space
	const unavailable = `"error":{"code":1,"reason":"`
	check := func(o outcome, exported string) {
		assert.Equal(t, exitSomeFailed, o.code, o.stderr)
		assert.Contains(t, o.stdout, exported)
		assert.Contains(t, o.stderr, "exportusers: 2 failures: see "+out+".failures.ndjson\n")
		failures := lines(textOf(t, out+".failures.ndjson"))
		require.Len(t, failures, 2)
		assert.Contains(t, failures[0], `{"primaryKey":"user-00001","identifiers":["https://unknown.example/1"],`+unavailable)
		assert.Contains(t, failures[0], "Data unavailable")
		assert.Contains(t, failures[1], `{"primaryKey":"user-00003","identifiers":["no key "],"unusable":["no key "],"error":{"reason":"`)
		records := recordsOf(t, out)
		require.Len(t, records, 3)
		require.Len(t, records[0].Users, 2)
		assert.NotEmpty(t, records[0].Users[0].Claims)
		assert.Nil(t, records[0].Users[0].Error)
		assert.Equal(t, "https://unknown.example/1", records[0].Users[1].Identifier)
		assert.Empty(t, records[0].Users[1].Claims)
		assert.Equal(t, 1, *records[0].Users[1].Error.Code)
		assert.Nil(t, records[2].Users[0].Error.Code, "the service was not asked")
		assertDiscreet(t, srv, out, o)
	}
	check(exportFrom(t, srv, withUserData(out)...), "3 users: 3 exported, 0 exported before, 0 open; 2 failures; ")
	require.NoError(t, os.Remove(out+".failures.ndjson"))
	check(exportFrom(t, srv, withUserData(out)...), "3 users: 0 exported, 3 exported before, 0 open; 2 failures; ")

	srv.AddUser(somebody("https://unknown.example/1"))
	second := newOut(t)
	o := exportFrom(t, srv, withUserData("-mappings", out+".failures.ndjson", second)...)
	assert.Equal(t, exitSomeFailed, o.code, o.stderr)
	assert.Equal(t, 1, timesFetched(srv), "the mappings are those of the file")
	records := recordsOf(t, second)
	require.Len(t, records, 2)
	assert.Equal(t, "user-00001", records[0].PrimaryKey)
	assert.NotEmpty(t, records[0].Users[0].Claims)
}

func TestWhatIsDamagedIsCarriedOnAndNoted(t *testing.T) {
	t.Parallel()
	srv, out := newServer(t, 0), newOut(t)
	srv.FailNext(janraintest.Raw(200, "application/json", `{"stat":"ok","mappings":{"a":["http:\/\/x.example\/<1>",7],"b":null,"c":[],`+
		`"d":"http://x.example/2","e\ud800":["http://x.example/3"],"":["http://x.example/4"],"f":["http://x.example/5\ud800"],"g":{"1":2},`+
		`"h":{ },"i":"http://x.example/6\ud800"}}`))
	o := exportFrom(t, srv, out)
	assert.Equal(t, exitSomeFailed, o.code, o.stderr)
	assert.Contains(t, o.stdout, "10 users: 10 exported, 0 exported before, 0 open; 5 failures; ")
	plain := func(path string) []string { return lines(strings.ReplaceAll(textOf(t, path), `\/`, `/`)) }
	damaged := []string{
		`{"primaryKey":"a","identifiers":["http://x.example/<1>"],"extra":{"identifiers":["http://x.example/<1>",7]}`,
		`{"primaryKey":"","identifiers":["http://x.example/3"],"extra":{"primaryKey":"e�"}`,
		`{"primaryKey":"f","identifiers":[],"extra":{"identifiers":["http://x.example/5�"]}`,
		`{"primaryKey":"g","identifiers":[],"extra":{"identifiers":{"1":2}}`,
		`{"primaryKey":"i","identifiers":[],"extra":{"identifiers":"http://x.example/6�"}`,
	}
	assert.Equal(t, []string{
		damaged[0] + "}",
		`{"primaryKey":"b","identifiers":[],"extra":{"identifiers":null}}`,
		`{"primaryKey":"c","identifiers":[]}`,
		`{"primaryKey":"d","identifiers":["http://x.example/2"],"extra":{"identifiers":"http://x.example/2"}}`,
		damaged[1] + "}",
		`{"primaryKey":"","identifiers":["http://x.example/4"]}`,
		damaged[2] + "}",
		damaged[3] + "}",
		`{"primaryKey":"h","identifiers":[],"extra":{"identifiers":{}}}`,
		damaged[4] + "}",
	}, plain(out))
	noted := make([]string, len(damaged))
	for i, line := range damaged { // without the good identifiers, which are in OUT: nobody has to try these again
		before, after, _ := strings.Cut(line, `"identifiers":[`)
		_, after, _ = strings.Cut(after, `]`)
		noted[i] = before + `"identifiers":[]` + after + `,"error":{"reason":"an identifier is damaged"}}`
	}
	noted[1] = strings.Replace(noted[1], "an identifier", "the primary key", 1)
	assert.Equal(t, noted, plain(out+".failures.ndjson"))

	assert.Equal(t, exitSomeFailed, exportFrom(t, srv, out).code, "it is as it was when it is started again")
	assert.Equal(t, noted, plain(out+".failures.ndjson"))

	for name, from := range map[string]string{"OUT": out, "the failures": out + ".failures.ndjson"} {
		second := newOut(t)
		o = exportFrom(t, srv, "-mappings", from, second)
		assert.Equal(t, exitSomeFailed, o.code, "%s: %s", name, o.stderr)
		assert.Contains(t, o.stdout, "; 5 failures; ", name)
		assert.Equal(t, noted, plain(second+".failures.ndjson"), "%s can be exported again, and nothing of it is lost", name)
	}

	third := newOut(t)
	o = exportFrom(t, srv, withUserData("-mappings", out, third)...)
	assert.Equal(t, exitSomeFailed, o.code, o.stderr)
	assert.Contains(t, o.stdout, "; 5 failures; ", "with user data too")
	assert.Contains(t, textOf(t, third), `"identifiers":[],"extra":{"identifiers":null},"users":[]}`)
}

// Users whose identifiers may be taken for those of others are moved, and marked.
func TestUnusableIdentifiersAreExportedAndMarked(t *testing.T) {
	t.Parallel()
	srv, out := newServer(t, 0), newOut(t)
	srv.FailNext(janraintest.Raw(200, "application/json", `{"stat":"ok","mappings":{"a":["http://x.example/1","\u3164"],`+
		`"b":["http://x.example/2 "],"c":["CN=José, O=Ü"]}}`))
	o := exportFrom(t, srv, out)
	assert.Equal(t, exitSomeFailed, o.code, o.stderr)
	assert.Contains(t, o.stdout, "3 users: 3 exported, 0 exported before, 0 open; 2 failures; ")
	exported := []string{
		"{\"primaryKey\":\"a\",\"identifiers\":[\"http://x.example/1\",\"\u3164\"],\"unusable\":[\"\u3164\"]}",
		`{"primaryKey":"b","identifiers":["http://x.example/2 "],"unusable":["http://x.example/2 "]}`,
		`{"primaryKey":"c","identifiers":["CN=José, O=Ü"]}`,
	}
	assert.Equal(t, exported, lines(textOf(t, out)))
	noted := textOf(t, out+".failures.ndjson")
	assert.Contains(t, noted, "{\"primaryKey\":\"a\",\"identifiers\":[\"\u3164\"],\"unusable\":[\"\u3164\"],\"error\":")

	assert.Equal(t, exitSomeFailed, exportFrom(t, srv, out).code, "it is as it was if it is started again")
	assert.Equal(t, noted, textOf(t, out+".failures.ndjson"))

	second := newOut(t)
	o = exportFrom(t, srv, withUserData("-mappings", out, second)...)
	assert.Equal(t, exitSomeFailed, o.code, o.stderr)
	for i, line := range lines(textOf(t, second)) {
		assert.True(t, strings.HasPrefix(line, strings.TrimSuffix(exported[i], "}")+`,"users":[`), line)
	}
	for _, request := range srv.Requests() {
		assert.NotContains(t, []string{"\u3164", "http://x.example/2 "}, request.Form.Get("identifier"), "nobody signs in with it")
	}
}

func TestMappingsOfAFileThatIsNoneAreRefused(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		`secret words`, `["secret words"]`, `{"primaryKey":7,"identifiers":["secret words"]}`, `{"identifiers":["secret words"]}`,
		`{"primaryKey":"secret words"}`, `{"primaryKey":"b","identifiers":"secret words"}`, `{"primaryKey":"b","identifiers":["secret words",null]}`,
		`{"primaryKey":"secret words\ud800","identifiers":[]}`, "{\"primaryKey\":\"b\",\"identifiers\":[\"secret words\xff\"]}",
		`{"primaryKey":"b","identifiers":["a"],"identifiers":["secret words"]}`, `{"primarykey":"b","identifiers":["secret words"]}`,
	} {
		srv, out := newServer(t, 1), newOut(t)
		file := out + ".txt"
		written(t, file, "{\"primaryKey\":\"a\",\"identifiers\":[]}\n"+line+"\n")
		o := exportFrom(t, srv, "-mappings", file, out)
		assert.Equal(t, exitMend, o.code, "%s: %s", line, o.stderr)
		assert.Contains(t, o.stderr, "line 2 of "+file+" is no JSON object")
		assert.NotContains(t, o.stderr, "secret words", "what it is instead is not printed")
		assert.NoFileExists(t, out+".spool")
	}
}

func TestMadeUpUsersDoNotStandForRealOnes(t *testing.T) {
	t.Parallel()
	srv, out := newServer(t, 5), newOut(t)
	o := exportWith(t.Context(), nil, append(withUserData("-rate", "0", "-fake", "5"), out)...)
	assert.Equal(t, exitAllExported, o.code, o.stderr)
	assert.Contains(t, o.stderr, "made-up users")
	assert.Len(t, recordsOf(t, out), 5)
	o = exportFrom(t, srv, withUserData(out)...)
	assert.Equal(t, exitMend, o.code, o.stderr)
	assert.Contains(t, o.stderr, "is of fake of 5 users, and this is an export of http")
}

func TestAnExportThatTheServiceStopsIsGoneOnWith(t *testing.T) {
	t.Parallel()
	srv, out := newServer(t, 3), newOut(t)
	require.Equal(t, exitAllExported, exportFrom(t, srv, withUserData(out)...).code)
	require.NoError(t, os.Remove(out))
	srv.FailAll(janraintest.NotJSON(503).RetryAfter(time.Hour))
	o := exportFrom(t, srv, withUserData(out)...)
	assert.Equal(t, exitStopped, o.code, o.stderr)
	assert.Contains(t, o.stderr, "exportusers: user data: the service asks to wait 1h0m0s: ")
	assert.Contains(t, o.stderr, "To go on, start it again with the same flags and OUT.\n")
	assert.Contains(t, o.stdout, "3 users: 0 exported, 0 exported before, 3 open; ")
	srv.Recover()
	o = exportFrom(t, srv, withUserData(out)...)
	assert.Equal(t, exitAllExported, o.code, o.stderr)
	assertEachOnce(t, out, 3)
}

// A script that starts it again while the code is 3 must come to an end.
func TestWhatHasToBeMendedIsSaid(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]func(http.ResponseWriter, *http.Request){
		"a refused key": answered(400, `{"stat":"fail","err":{"code":3,"msg":"Invalid apiKey"}}`),
		"the plan":      answered(400, `{"stat":"fail","err":{"code":7,"msg":"Upgrade required"}}`),
		"a wrong domain": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://elsewhere.example/", http.StatusFound)
		},
		"no page there": answered(404, "not here"),
	} {
		srv, out := newServer(t, 30), newOut(t)
		var mended atomic.Bool
		env := envOf(srv)
		env["JANRAIN_APP_DOMAIN"] = frontOf(t, srv, identifier(20), func(w http.ResponseWriter, r *http.Request) {
			if mended.Load() {
				srv.ServeHTTP(w, r)
				return
			}
			fault(w, r)
		})
		args := withUserData("-rate", "0", "-concurrency", "1", out)
		o := exportWith(t.Context(), env, args...)
		assert.Equal(t, exitMend, o.code, "%s, after 19 users: %s", name, o.stderr)
		assert.Contains(t, o.stdout, "30 users: 19 exported, 0 exported before, 11 open; ", name)
		assert.Contains(t, o.stderr, "exportusers: user data: this and every other would fail: ", name)
		assert.Contains(t, o.stderr, "; once that is mended, start it again\n", name)
		assert.NotContains(t, o.stderr, "To go on", name)

		mended.Store(true)
		o = exportWith(t.Context(), env, args...)
		assert.Equal(t, exitAllExported, o.code, "%s: %s", name, o.stderr)
		assertEachOnce(t, out, 30)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func TestASummaryThatIsLostIsNoSuccess(t *testing.T) {
	t.Parallel()
	srv, out := newServer(t, 1), newOut(t)
	var stderr buffer
	code := run(t.Context(), []string{out}, func(name string) string { return envOf(srv)[name] }, full{}, &stderr)
	assert.Equal(t, exitMend, code)
	assert.Contains(t, stderr.String(), "no space left on device")
	assertEachOnce(t, out, 1)
}

func TestTheRateIsKept(t *testing.T) {
	t.Parallel()
	srv := newServer(t, 21)
	began := time.Now()
	o := exportWith(t.Context(), envOf(srv), withUserData("-rate", "40", newOut(t))...)
	assert.Equal(t, exitAllExported, o.code, o.stderr)
	assert.GreaterOrEqual(t, time.Since(began), 490*time.Millisecond, "20 requests after the first take half a second")
}

func TestTheProgressIsThatOfTheMappingsThenOfTheUsers(t *testing.T) {
	t.Parallel()
	var text bytes.Buffer
	p := newProgress(&text, false)
	p.beginFetch()
	p.fetched()
	p.End()
	p.begin(4, 1, 2)
	p.done.Add(1)
	p.failed.Add(1)
	p.End()
	told := lines(text.String())
	require.Len(t, told, 2, "no more than what is new: %q", text.String())
	assert.Contains(t, told[0], "1 mapping fetched, ")
	assert.Contains(t, told[1], "2 of 4 exported, ")
	assert.Contains(t, told[1], ", 3 failed")
}
