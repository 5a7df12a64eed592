package app

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"reflect"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/manyhands/manyhands/bot"
	"github.com/manyhands/manyhands/bot/mood"
	"github.com/manyhands/manyhands/copilot/guard"
	"github.com/manyhands/manyhands/internal/clock"
)

var askCommand = command{
	name:    "ask",
	summary: "the bot answers shoppers' messages from a brand folder",
	example: "manyhands ask --brand internal/demo/brand/yunshang --in q.jsonl --out a.jsonl",
	run:     runAsk,
}

func runAsk(ctx context.Context, std stdio, flags *flag.FlagSet, args []string) error {
	dir := flags.String("brand", "", "the brand's `folder` (docs/brand-folder.md)")
	inFile := flags.String("in", "-", "messages, one {id, chat, text, shopper, images, at} a line, a `file`")
	out := flags.String("out", "-", "where the replies go, a `file`")
	asJSON := flags.Bool("json", false, "report seconds and memory")
	if err := parse(flags, args); err != nil {
		return err
	}
	began := clock.System{}.Now()
	if *dir == "" {
		return fmt.Errorf("--brand is missing: the brand's folder")
	}
	desk, err := openAskDesk(std, *dir)
	if err != nil {
		return err
	}
	in, err := openIn(std, *inFile)
	if err != nil {
		return err
	}
	defer in.Close()
	err = writeOut(std, *out, func(w io.Writer) error { return desk.answerAll(ctx, *inFile, in, w) })
	if err == nil && *asJSON {
		err = printReport(std, *out, measured(began))
	}
	return err
}

// askDesk is one brand answering a file of messages.
type askDesk struct {
	mind   *bot.Mind
	shelf  *bot.Shelf
	guard  *guard.Guard
	now    time.Time // for messages that say no time
	states map[string]bot.State
}

func openAskDesk(std stdio, dir string) (*askDesk, error) {
	if st, err := os.Stat(dir); err != nil {
		return nil, err
	} else if !st.IsDir() {
		return nil, fmt.Errorf("%s: a folder was expected", dir)
	}
	b, notes, err := bot.ReadFolder(os.DirFS(dir))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	for _, n := range notes {
		fmt.Fprintf(std.err, "manyhands ask: note: %s\n", n)
	}
	if b.Profile.ID == "" {
		b.Profile.ID = lastPart(dir)
	}
	mind, err := bot.Compile(b)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	g, err := brandGuard(dir)
	if err != nil {
		return nil, err
	}
	return &askDesk{mind: mind, shelf: bot.NewShelf(b), guard: g, now: clock.System{}.Now(), states: map[string]bot.State{}}, nil
}

// brandGuard is the packs that ship and the brand's own rules.
func brandGuard(dir string) (*guard.Guard, error) {
	rules, err := guard.Packs()
	if err != nil {
		return nil, err
	}
	files, err := fs.Glob(os.DirFS(dir), "guard/*.yaml")
	if err != nil {
		return nil, err
	}
	for _, name := range files {
		src, err := fs.ReadFile(os.DirFS(dir), name)
		if err != nil {
			return nil, err
		}
		own, err := guard.Parse(name, src)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", dir, err)
		}
		rules = append(rules, own...)
	}
	g, err := guard.Compile(rules)
	if err != nil {
		return nil, fmt.Errorf("%s: guard: %w", dir, err)
	}
	return g, nil
}

func lastPart(dir string) string {
	parts := strings.FieldsFunc(dir, func(r rune) bool { return r == '/' || r == '\\' })
	if len(parts) == 0 {
		return dir
	}
	return parts[len(parts)-1]
}

// askRow is one message of the input.
type askRow struct {
	ID      string   `json:"id"`
	Chat    string   `json:"chat"`
	Text    string   `json:"text"`
	Shopper string   `json:"shopper"`
	Images  []string `json:"images"`
	At      string   `json:"at"`
	Channel string   `json:"channel"`
}

// answerRow is one reply of the output.
type answerRow struct {
	ID         string         `json:"id"`
	Chat       string         `json:"chat"`
	Reply      string         `json:"reply"`
	Citations  []bot.Citation `json:"citations"`
	Actions    any            `json:"actions"`
	Handoff    *bot.Handoff   `json:"handoff"`
	Intent     string         `json:"intent"`
	Confidence float64        `json:"confidence"`
	Tags       []string       `json:"tags"`
	Sentiment  mood.Mood      `json:"sentiment"`
	US         int64          `json:"us"`
}

func (d *askDesk) answerAll(ctx context.Context, name string, in io.Reader, w io.Writer) error {
	sc := bufio.NewScanner(in)
	sc.Buffer(nil, 4<<20)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for n := 1; sc.Scan(); n++ {
		line := strings.TrimSpace(strings.TrimPrefix(sc.Text(), "\ufeff"))
		if line == "" {
			continue
		}
		m, err := d.message(name, n, line)
		if err != nil {
			return err
		}
		row, err := d.answer(ctx, m)
		if err != nil {
			return fmt.Errorf("%s: line %d: %w", name, n, err)
		}
		if err := enc.Encode(row); err != nil {
			return err
		}
	}
	if err := sc.Err(); err != nil {
		return fmt.Errorf("%s: %w (a line has at most 4 MiB)", name, err)
	}
	return nil
}

func (d *askDesk) message(name string, n int, line string) (bot.Message, error) {
	var row askRow
	if !utf8.ValidString(line) {
		return bot.Message{}, fmt.Errorf("%s: line %d: UTF-8 text was expected", name, n)
	}
	dec := json.NewDecoder(strings.NewReader(line))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&row); err != nil {
		var kind *json.UnmarshalTypeError
		if errors.As(err, &kind) {
			return bot.Message{}, fmt.Errorf("%s: line %d: %s: %s is no %s; {id, chat, text, shopper, images, at} was expected", name, n, orWord(kind.Field, "the line"), kind.Value, plainKind(kind.Type))
		}
		return bot.Message{}, fmt.Errorf("%s: line %d: %s; {id, chat, text, shopper, images, at} was expected", name, n, strings.TrimPrefix(err.Error(), "json: "))
	}
	if dec.More() {
		return bot.Message{}, fmt.Errorf("%s: line %d: one message a line was expected, and something follows it", name, n)
	}
	m := bot.Message{ID: row.ID, Chat: row.Chat, Text: row.Text, Shopper: row.Shopper, Images: row.Images, Channel: row.Channel, At: d.now}
	if m.Chat == "" {
		m.Chat = row.ID // a message without a chat is a chat of its own
	}
	if row.At != "" {
		at, err := time.Parse(time.RFC3339, row.At)
		if err != nil {
			return m, fmt.Errorf("%s: line %d: at: a time such as 2026-11-11T00:00:00+08:00 was expected, got %.40q", name, n, row.At)
		}
		m.At = at
	}
	return m, nil
}

func orWord(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// plainKind is a type of ours as JSON calls it.
func plainKind(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Struct:
		return "object"
	case reflect.Slice:
		return "array"
	}
	return t.Kind().String()
}

func (d *askDesk) answer(ctx context.Context, m bot.Message) (answerRow, error) {
	began := time.Now() // what a reply costs is measured on the machine's own clock
	r, s, err := d.mind.Turn(ctx, d.states[m.Chat], m, bot.Doors{Orders: d.shelf.Orders, Shopper: d.shelf.Shopper, Act: d.shelf.ActAt(m.At), Guard: guardDoor(d.guard)})
	if err != nil {
		return answerRow{}, err
	}
	d.states[m.Chat] = s
	return answerRow{
		ID: m.ID, Chat: m.Chat, Reply: r.Text, Citations: r.Citations, Actions: r.Actions, Handoff: r.Handoff, Intent: r.Intent,
		Confidence: r.Confidence, Tags: r.Tags, Sentiment: r.Sentiment, US: time.Since(began).Microseconds(),
	}, nil
}

// guardDoor is the copilot's guard behind the bot's door.
func guardDoor(g *guard.Guard) func(string, bot.Speaker, bot.Message) bot.Ruling {
	return func(text string, by bot.Speaker, m bot.Message) bot.Ruling {
		author := guard.Shopper
		if by == bot.ByBot {
			author = guard.Bot
		}
		return rulingOf(g.Check(text, guard.Context{Author: author, Channel: m.Channel, At: m.At}), text)
	}
}

// rulingOf is a verdict as the bot takes it. Personal details in the bot's own
// words are the shopper's own (an address read back), so only what blocks or
// has a rewrite of another kind changes a reply.
func rulingOf(v guard.Verdict, text string) bot.Ruling {
	var r bot.Ruling
	personal := true
	for _, h := range v.Hits {
		r.Rules = append(r.Rules, h.Rule)
		r.Kinds = append(r.Kinds, string(h.Kind))
		personal = personal && h.Kind == guard.Personal
		r.Block = r.Block || h.Level >= guard.Block && h.Kind != guard.Personal
	}
	if !personal && v.Rewrite != text {
		r.Rewrite = v.Rewrite
	}
	return r
}
