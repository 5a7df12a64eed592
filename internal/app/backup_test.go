package app

import (
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/manyhands/manyhands/internal/pg"
)

// openFolder is a data directory that the database's own user can enter.
func openFolder(t *testing.T, name string) string {
	t.Helper()
	dir, err := os.MkdirTemp("", name) //nolint:usetesting // the database's own user must get in
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// onData runs one command of the program on a data directory.
func onData(t *testing.T, data string, args ...string) (code int, said string) {
	t.Helper()
	t.Setenv("MANYHANDS_DATA", data)
	t.Setenv("DATABASE_URL", "")
	var words strings.Builder
	code = Main(context.Background(), args, strings.NewReader(""), &words, &words)
	return code, words.String()
}

// A copy made while the product serves is a product elsewhere: the same log-ins
// and the same words.
func TestABackupOfARunningProductServesElsewhere(t *testing.T) { // it sets the environment: not parallel
	if testing.Short() {
		t.Skip("starts the whole program twice")
	}
	if _, err := pg.Tool("", "pg_dump"); err != nil {
		t.Skip(err)
	}
	here, there, copied := openFolder(t, "mhhere"), openFolder(t, "mhthere"), filepath.Join(t.TempDir(), "copy")
	p := startProgram(t, here)
	var chat struct {
		ID    string `json:"chat_id"`
		Token string `json:"token"`
	}
	if err := p.call(t.Context(), http.MethodPost, "/widget/v1/chats", "", map[string]string{"brand": "yunshang", "locale": "zh-CN"}, &chat); err != nil {
		t.Fatal(err)
	}
	if code, said := onData(t, here, "restore", "--dir", copied); code != exitWrong || !strings.Contains(said, "backup_missing") {
		t.Errorf("restoring what is not there: exit %d, %s", code, said)
	}
	if code, said := onData(t, here, "backup", "--dir", copied); code != exitDone {
		t.Fatalf("backup: exit %d, %s", code, said)
	}
	if code, said := onData(t, here, "restore", "--dir", copied); code != exitWrong || !strings.Contains(said, "in use") {
		t.Errorf("restoring under a running copy: exit %d, %s", code, said)
	}
	p.kill(t)
	if code, said := onData(t, there, "restore", "--dir", copied); code != exitDone {
		t.Fatalf("restore: exit %d, %s", code, said)
	}
	if code, said := onData(t, there, "restore", "--dir", copied); code != exitWrong || !strings.Contains(said, "restore_not_empty") {
		t.Errorf("restoring twice: exit %d, %s", code, said)
	}
	p = startProgram(t, there)
	defer p.kill(t)
	var sent struct {
		Seq int `json:"seq"`
	}
	// The guest's token was signed before the copy: the key came along.
	err := p.call(t.Context(), http.MethodPost, "/widget/v1/chats/"+chat.ID+"/messages", chat.Token, map[string]string{"key": "after", "text": "还在吗"}, &sent)
	if err != nil || sent.Seq == 0 {
		t.Errorf("writing on in the restored chat: %v (%d)", err, sent.Seq)
	}
	scraped(t, p)
}

// scraped finds the product's own figures where a scraper looks.
func scraped(t *testing.T, p *program) {
	t.Helper()
	res, err := http.Get(p.base + "/metrics") //nolint:noctx // the test's own time limit holds
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`manyhands_http_request_seconds_count{method="POST",route="/widget/v1/chats/:`, `manyhands_chats{brand="`,
		`manyhands_database_connections{state="most"}`, "manyhands_oldest_wait_seconds", "go_goroutines",
	} {
		if !strings.Contains(string(raw), want) {
			t.Errorf("/metrics has no %s", want)
		}
	}
	if strings.Contains(string(raw), "_unread") {
		t.Error("/metrics has a group that could not be read")
	}
}
