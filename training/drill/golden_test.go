package drill_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/manyhands/manyhands/internal/text/tongue"
	"github.com/manyhands/manyhands/training/drill"
)

var update = flag.Bool("update", false, "write what the drills give into testdata")

// golden is one written conversation: which drill, what the agent wrote and
// after how long, and what came of it.
type golden struct {
	Seed      uint64   `json:"seed"`
	Lang      string   `json:"lang"`
	Level     int      `json:"level"`
	Procedure string   `json:"procedure"`
	Verdict   string   `json:"verdict"` // the truth, so that a reader sees what was asked of the agent
	Agent     []string `json:"-"`
}

// The transcript of a written conversation and its grade stay as they were
// read and agreed with: one row of the rubric that moves is seen here.
func TestWrittenConversationsKeepTheirGrade(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("%d conversations, %v", len(names), err)
	}
	m, check := material(t), ours(t)
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			t.Parallel()
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			got := told(t, m, check, section(a, "drill"), section(a, "agent"))
			if *update {
				a.Files[2].Data = []byte(got)
				if err := os.WriteFile(name, txtar.Format(a), 0o600); err != nil {
					t.Fatal(err)
				}
				return
			}
			if want := section(a, "want"); got != want {
				t.Errorf("got:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}

func section(a *txtar.Archive, name string) string {
	for _, f := range a.Files {
		if f.Name == name {
			return string(f.Data)
		}
	}
	return ""
}

// told plays the written messages and tells the talk and the grade.
func told(t *testing.T, m drill.Material, check drill.Check, which, agent string) string {
	t.Helper()
	var g golden
	if err := json.Unmarshal([]byte(which), &g); err != nil {
		t.Fatal(err)
	}
	s := find(t, m, g)
	at := opens
	said, st := drill.Start(s, 0, at)
	talk := drill.Talk{}
	add := func(mine bool, text string) {
		talk.Lines = append(talk.Lines, drill.Line{Seq: len(talk.Lines) + 1, Agent: mine, Text: text, At: at})
	}
	for _, l := range said {
		add(false, l)
	}
	for line := range strings.Lines(agent) {
		wait, text, _ := strings.Cut(strings.TrimSpace(line), " ")
		d, err := time.ParseDuration(wait)
		if err != nil {
			t.Fatal(err)
		}
		at = at.Add(d)
		add(true, text)
		said, st = drill.Reply(s, st, text, at)
		for _, l := range said {
			add(false, l)
		}
	}
	talk.Ending = st.Ending
	return written(talk, drill.Mark(s, talk, check))
}

// find draws from the seed on until the truth is the wanted one.
func find(t *testing.T, m drill.Material, g golden) drill.Scenario {
	t.Helper()
	for n := range uint64(200) {
		s, err := drill.Compose(t.Context(), m, drill.Wish{Seed: g.Seed + n, Lang: tongue.Lang(g.Lang), Level: g.Level, Procedures: []string{g.Procedure}})
		if err != nil {
			t.Fatal(err)
		}
		if string(s.Verdict) == g.Verdict {
			return s
		}
	}
	t.Fatalf("no drill of %s ends with %s", g.Procedure, g.Verdict)
	return drill.Scenario{}
}

func written(talk drill.Talk, g drill.Grade) string {
	var b strings.Builder
	for _, l := range talk.Lines {
		who := "shopper"
		if l.Agent {
			who = "agent"
		}
		fmt.Fprintf(&b, "%2d %s %-7s %s\n", l.Seq, l.At.Format("15:04:05"), who, l.Text)
	}
	fmt.Fprintf(&b, "\n%d of 100, passed %t, told %q, right %t, blocked %t, ended %q\n", g.Score, g.Passed, g.Verdict, g.Right, g.Blocked, talk.Ending)
	for _, it := range g.Items {
		fmt.Fprintf(&b, "%-14s %2d/%2d  message %d: %s\n", it.ID, it.Got, it.Points, it.Seq, it.Says.In(tongue.English))
	}
	return b.String()
}
