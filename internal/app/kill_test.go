package app

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// program runs this test binary as manyhands, in a process of its own.
type program struct {
	cmd  *exec.Cmd
	base string
}

var readyOn = regexp.MustCompile(`ready on (http://\S+)`)

func startProgram(t *testing.T, data string) *program {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	// testscript runs a registered command by the name it is called by.
	link := filepath.Join(t.TempDir(), "manyhands")
	if err := os.Symlink(self, link); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), link, "serve")
	cmd.Env = append(os.Environ(), "MANYHANDS_DATA="+data, "MANYHANDS_ADDR=127.0.0.1:0", "DATABASE_URL=", "MANYHANDS_DEMO=true")
	out, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := &program{cmd: cmd}
	lines := bufio.NewScanner(out)
	var seen strings.Builder
	for lines.Scan() {
		fmt.Fprintln(&seen, lines.Text())
		if m := readyOn.FindStringSubmatch(lines.Text()); m != nil {
			p.base = m[1]
			go func() { _, _ = io.Copy(io.Discard, out) }() // ends with the process
			return p
		}
	}
	t.Fatalf("the program did not come up:\n%s", seen.String())
	return nil
}

func (p *program) kill(t *testing.T) {
	t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = p.cmd.Wait() // killed: that is the point
}

func (p *program) call(ctx context.Context, method, path, token string, in, out any) error {
	raw, err := json.Marshal(in)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, method, p.base+path, bytes.NewReader(raw))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode >= 300 {
		return fmt.Errorf("%s %s: %d %s", method, path, res.StatusCode, body)
	}
	return json.Unmarshal(body, out)
}

// A message that was acknowledged is there after the program and its database
// are killed in the middle of writing, in order, once, without a gap.
func TestKilledInTheMiddleNothingAcknowledgedIsMissing(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the whole program twice")
	}
	t.Parallel()
	data := openFolder(t, "mhkill")
	p := startProgram(t, data)
	var opened struct {
		ID    string `json:"chat_id"`
		Token string `json:"token"`
	}
	err := p.call(t.Context(), http.MethodPost, "/widget/v1/chats", "", map[string]string{"brand": "yunshang", "locale": "zh-CN"}, &opened)
	if err != nil {
		t.Fatal(err)
	}
	acknowledged := writeUntilKilled(t, p, opened.ID, opened.Token)
	p = startProgram(t, data)
	defer p.kill(t)
	var got struct {
		Items []struct {
			Seq    int64  `json:"seq"`
			Key    string `json:"key"`
			Author string `json:"author"`
		} `json:"items"`
	}
	if err := p.call(t.Context(), http.MethodGet, "/widget/v1/chats/"+opened.ID+"/messages", opened.Token, struct{}{}, &got); err != nil {
		t.Fatal(err)
	}
	times := map[string]int{}
	for i, m := range got.Items {
		if m.Seq != int64(i+1) {
			t.Errorf("message %d has seq %d; want no gap", i, m.Seq)
		}
		if m.Author == "shopper" {
			times[m.Key]++
		}
	}
	for key := range acknowledged {
		if times[key] != 1 {
			t.Errorf("acknowledged %s is there %d times, want once", key, times[key])
		}
	}
}

// writeUntilKilled has four shoppers' tabs write, kills the program among them,
// and tells which messages were acknowledged.
func writeUntilKilled(t *testing.T, p *program, chat, token string) map[string]bool {
	t.Helper()
	var mu sync.Mutex
	acknowledged := map[string]bool{}
	var count atomic.Int64
	var all sync.WaitGroup
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	enough := make(chan struct{})
	var once sync.Once
	for tab := range 4 {
		all.Go(func() {
			for n := range 200 {
				key := fmt.Sprintf("%d-%d", tab, n)
				var m struct{ Seq int64 }
				err := p.call(ctx, http.MethodPost, "/widget/v1/chats/"+chat+"/messages", token, map[string]string{"key": key, "text": "在吗 " + key}, &m)
				if err != nil {
					return // the program was killed
				}
				mu.Lock()
				acknowledged[key] = true
				mu.Unlock()
				if count.Add(1) == 60 {
					once.Do(func() { close(enough) })
				}
			}
		})
	}
	select {
	case <-enough:
	case <-ctx.Done():
		t.Error("the program was too slow to be killed in the middle")
	}
	p.kill(t)
	all.Wait()
	return acknowledged
}
