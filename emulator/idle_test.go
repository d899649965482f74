package emulator_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
)

// crowded is an emulator with room for two projects beside «named», in a bubble of
// time.
type crowded struct {
	*emulator.Emulator

	t   *testing.T
	log *logLines
}

// crowdedWorld has a fault that keeps calls for a graph waiting for an hour.
const crowdedWorld = `
version: 1
name: crowded
projects: {named: {}, "*": {}}
faults:
  - {name: slow, when: {query: {graphName: slow}}, delay: 1h}
`

func inACrowd(t *testing.T, f func(c crowded), options ...emulator.Option) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		log := &logLines{}
		f(crowded{newEmulator(t, append([]emulator.Option{
			emulator.WithScenarioYAML("crowded.yaml", []byte(crowdedWorld)), emulator.WithMaxProjects(3), emulator.WithLogger(slog.New(slog.NewTextHandler(log, nil))),
		}, options...)...), t, log})
	})
}

// call makes a list call for a project, after a time.
func (c crowded) call(after time.Duration, id string, status int) {
	c.t.Helper()
	clock.Wait(c.t.Context(), after)
	if got := request(c.t, c, "GET /v1.0/"+id+"/graphs/jobs").Code; got != status {
		c.t.Errorf("a call of %s is answered %d, want %d", id, got, status)
	}
}

// projects is the ids of the projects with a life.
func (c crowded) projects() string {
	c.t.Helper()
	var ids []string
	for _, part := range strings.Split(request(c.t, c, "GET /_emulator/projects").Body.String(), `{"id":"`)[1:] {
		id, _, _ := strings.Cut(part, `"`)
		ids = append(ids, id)
	}
	return strings.Join(ids, " ")
}

func (c crowded) wantProjects(want string) {
	c.t.Helper()
	if got := c.projects(); got != want {
		c.t.Errorf("the projects are %s, want %s", got, want)
	}
}

// Beyond the limit the project that was idle for longest makes room, if that was an
// hour, and begins afresh when it is called again. One that nobody used goes first.
func TestIdleProjectsAreEvicted(t *testing.T) {
	inACrowd(t, func(c crowded) {
		c.call(0, "a", 200)
		c.call(time.Minute, "b", 200)
		c.call(time.Minute, "a", 200)
		c.call(time.Hour-time.Minute-1, "c", 503) // b was idle for 1 ns less
		if log := c.log.String(); !strings.Contains(log, `level=ERROR msg="too many projects" hint="DELETE `) || !strings.Contains(log, "lower --project-idle-timeout") {
			t.Errorf("the log says\n%s", log)
		}
		if rec := request(t, c, "GET /_emulator/projects/c/clock"); rec.Code != 503 || !strings.Contains(rec.Body.String(), "--project-idle-timeout") {
			t.Errorf("the control API answers %d %s", rec.Code, rec.Body)
		}
		c.call(1, "c", 200)
		c.wantProjects("a c named")
		if log := c.log.String(); !strings.Contains(log, `level=WARN msg="project evicted: it was idle, and another one needed its place" project=b idle=1h0m0s`) {
			t.Errorf("the log says\n%s", log)
		}
		c.call(time.Minute, "d", 200) // in place of a
		c.wantProjects("c d named")
		c.call(0, "a", 503)
		request(t, c, "DELETE /_emulator/projects/c")
		request(t, c, "GET /_emulator/projects/initial/clock")
		c.call(2*time.Hour, "a", 200) // in place of initial
		c.call(0, "b", 200)           // in place of d
		c.wantProjects("a b named")
		if n := len(project(t, c.Emulator, "a").Requests()); n != 1 {
			t.Errorf("a begins with %d requests, want its last one", n)
		}
	})
}

// An act of the control API and a call that is not emulated are uses too; acts on all
// projects are not.
func TestUsesOfAProject(t *testing.T) {
	for use, evicted := range map[string]bool{
		"GET /_emulator/projects/a/clock":                      false,
		`POST /_emulator/projects/a/clock/advance {"by":"1s"}`: false,
		"GET /v1.0/a/graphs":                                   false,
		`POST /_emulator/projects/*/clock/advance {"by":"1s"}`: true,
		"GET /_emulator/projects/*/requests":                   true,
		"GET /_emulator/projects":                              true,
		"GET /v1.0/b/graphs/jobs":                              true,
		"POST /v3/auth/tokens " + tokenRequest("a"):            false,
	} {
		inACrowd(t, func(c crowded) {
			c.call(0, "a", 200)
			c.call(0, "b", 200)
			clock.Wait(c.t.Context(), time.Minute)
			if code := request(c.t, c, use).Code; code >= 500 && code != 501 {
				t.Errorf("%s: %d", use, code)
			}
			c.call(0, "b", 200)
			want := 503
			if evicted {
				want = 200
			}
			c.call(time.Hour-time.Minute, "c", want)
			c.call(time.Hour, "b", 200)
			c.call(0, "d", 200) // however a was used, that has an end
		})
	}
}

// A project is not idle while a call is delayed, or somebody reads its events; the
// time counts from their end.
func TestProjectsInUseStay(t *testing.T) {
	uses := map[string]func(c crowded) (end func()){
		"a delayed call": func(c crowded) func() {
			ctx, hangUp := context.WithCancel(c.t.Context())
			r, _ := http.NewRequestWithContext(ctx, http.MethodGet, "http://ges/v1.0/a/graphs/jobs?graphName=slow", nil)
			go func() {
				if _, err := portless(c.Emulator).Do(r); err == nil {
					t.Error("the call was answered")
				}
			}()
			return hangUp
		},
		"a stream": func(c crowded) func() { return follow(c.t, portless(c.Emulator), "http://ges", "a/events").close },
		"events in Go": func(c crowded) func() {
			ctx, stop := context.WithCancel(c.t.Context())
			events := project(c.t, c.Emulator, "a").Events(ctx)
			go func() {
				for range events {
				}
			}()
			return stop
		},
	}
	for name, use := range uses {
		t.Run(name, func(t *testing.T) {
			inACrowd(t, func(c crowded) {
				end := use(c)
				synctest.Wait()
				c.call(0, "b", 200)
				c.call(35*time.Minute, "c", 200) // in place of b
				c.wantProjects("a c named")
				end()
				synctest.Wait()
				c.call(30*time.Minute-1, "d", 503)
				c.call(0, "c", 200)
				c.call(1, "d", 200)
				c.wantProjects("c d named")
			}, emulator.WithProjectIdleTimeout(30*time.Minute))
		})
	}
}

// With another scenario nobody is left who could make room but its own projects.
func TestEvictionsAfterALoad(t *testing.T) {
	inACrowd(t, func(c crowded) {
		c.call(0, "a", 200)
		c.call(0, "b", 200)
		request(c.t, c, "GET /_emulator/projects/initial/clock")
		if err := c.Load(emulator.WithScenario("empty")); err != nil {
			c.t.Fatal(err)
		}
		for _, id := range []string{"b", "c", "d"} {
			c.call(time.Hour, id, 200)
		}
		c.call(time.Hour-1, "e", 200) // in place of b
		c.wantProjects("c d e")
		c.call(0, "c", 200)
		c.call(0, "d", 200)
		c.call(0, "f", 503)
	}, emulator.WithMaxProjects(3))
}

// A call whose signature is checked between two looks at its project is one use.
func TestEvictionsWithSignatures(t *testing.T) {
	inACrowd(t, func(c crowded) {
		c.call(0, "a", 401)
		c.call(0, "b", 401)
		c.call(time.Hour, "c", 401)
		c.wantProjects("b c named")
	}, emulator.WithScenarioYAML("signed.yaml", []byte(`{version: 1, name: signed, auth: {mode: signature, keys: [{access: AK, secret: SK}]}, projects: {named: {}, "*": {}}}`)))
}

// The time of being idle can be chosen; 0 evicts nobody who was used.
func TestIdleTimeout(t *testing.T) {
	for timeout, status := range map[time.Duration]int{0: 503, time.Second: 200, 100 * time.Hour: 200, 101 * time.Hour: 503} {
		inACrowd(t, func(c crowded) {
			c.call(0, "a", 200)
			c.call(0, "b", 200)
			c.call(100*time.Hour, "c", status)
		}, emulator.WithProjectIdleTimeout(timeout))
	}
}

// An evicted project is forgotten by the state too: after a restart it begins afresh.
func TestEvictedFromTheState(t *testing.T) {
	dir := t.TempDir()
	inACrowd(t, func(c crowded) {
		c.call(0, "a", 200)
		c.call(1, "b", 200)
		c.call(time.Hour, "c", 200)
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}, emulator.WithState(dir))
	inACrowd(t, func(c crowded) {
		c.wantProjects("b c named")
		c.call(0, "d", 503)
		c.call(time.Hour, "d", 200) // one of those of the state goes
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}, emulator.WithState(dir))
}

// The token of a project that was evicted or forgotten was never issued, to other
// projects too: these answer it 401, not the 403 of a token of another project.
func TestForgottenTokens(t *testing.T) {
	tokens := emulator.WithScenarioYAML("tokens.yaml", []byte(`{version: 1, name: tokens, auth: {mode: token}, projects: {named: {}, "*": {}}}`))
	for way, forget := range map[string]func(c crowded){
		"evicted": func(c crowded) {
			clock.Wait(c.t.Context(), time.Hour)
			request(c.t, c, "POST /v3/auth/tokens "+tokenRequest("c"))
			c.wantProjects("b c named")
		},
		"forgotten": func(c crowded) { request(c.t, c, "DELETE /_emulator/projects/a") },
		"reset":     func(c crowded) { request(c.t, c, "POST /_emulator/projects/a/reset") },
	} {
		t.Run(way, func(t *testing.T) {
			inACrowd(t, func(c crowded) {
				token := "X-Auth-Token: " + request(c.t, c, "POST /v3/auth/tokens "+tokenRequest("a")).Header().Get("X-Subject-Token")
				request(c.t, c, "POST /v3/auth/tokens "+tokenRequest("b"))
				answers := func() string {
					return fmt.Sprint(request(c.t, c, "GET /v1.0/named/graphs/jobs", token).Code, " ", request(c.t, c, "GET /v1.0/b/graphs/jobs", token).Code)
				}
				if got := answers(); got != "403 403" {
					t.Errorf("the token of a is answered %s elsewhere", got)
				}
				forget(c)
				if got := answers(); got != "401 401" {
					t.Errorf("the token of a, which was %s, is answered %s elsewhere", way, got)
				}
			}, tokens)
		})
	}
}

// Parallel calls of more projects than there is room for are answered or refused, and
// leave no more than that.
func TestParallelEvictions(t *testing.T) {
	e := newEmulator(t, emulator.WithScenario("empty"), emulator.WithMaxProjects(4), emulator.WithProjectIdleTimeout(1))
	var wg sync.WaitGroup
	for client := range 8 {
		wg.Go(func() {
			random := fake.NewKey(int64(client)).For("evictions")
			for n := range 200 {
				id := fmt.Sprint("p", fake.New().Index(random.Nth(n).For("project"), 12))
				if fake.New().Index(random.Nth(n).For("forget"), 10) == 0 {
					request(t, e, "DELETE /_emulator/projects/"+id)
				}
				if code := request(t, e, "GET /v1.0/"+id+"/graphs/jobs").Code; code != 200 && code != 503 {
					t.Errorf("%s: %d", id, code)
				}
			}
		})
	}
	wg.Wait()
	for n := range 4 { // all are idle by now, so each makes room
		if code := request(t, e, fmt.Sprint("GET /v1.0/late", n, "/graphs/jobs")).Code; code != 200 {
			t.Errorf("%d", code)
		}
	}
	if list := request(t, e, "GET /_emulator/projects").Body.String(); !strings.Contains(list, `"count":4,`) || strings.Contains(list, `"id":"p`) {
		t.Errorf("left are %s", list)
	}
}
