package sop

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"gopkg.in/yaml.v3"

	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/text/tongue"
)

// ErrGuideline refuses a file of button-flow guidelines; its sentence names the
// file, the flow and what was expected.
var ErrGuideline = fault.New(fault.Invalid, "guideline_wrong", `guidelines are {"flow": {"subflows": {"name": {"instructions": [], "actions": [{"type", "button", "text", "subtext"}]}}}}`)

// Draft is a procedure that was imported: nobody has said yes to it yet.
type Draft struct {
	ID       string    `json:"id"`
	Title    string    `json:"title"`
	YAML     string    `json:"yaml"`
	Origin   string    `json:"origin"`
	Findings []Finding `json:"findings"`
}

// guideline is one procedure as agents are told it: buttons in their order.
type guideline struct {
	Instructions []string `json:"instructions"`
	Actions      []button `json:"actions"`
}

type button struct {
	Type    string   `json:"type"`
	Button  string   `json:"button"`
	Text    string   `json:"text"`
	Subtext []string `json:"subtext"`
}

// ReadButtons turns button-flow guidelines into drafts, the same file into the
// same drafts. What a guideline asks the shopper for before anything is decided
// becomes questions; an action that the shop has by that name is done after a
// yes; from the first button on that only a person can press, a person goes on,
// with everything collected and the list of what is left to do. It returns
// ErrGuideline.
func ReadButtons(name string, src io.Reader) ([]Draft, error) {
	b, err := io.ReadAll(io.LimitReader(src, maxGuidelines+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if len(b) > maxGuidelines {
		return nil, ErrGuideline.With("%s: larger than %d bytes", name, maxGuidelines)
	}
	var file map[string]struct {
		Description string               `json:"description"`
		Subflows    map[string]guideline `json:"subflows"`
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&file); err != nil {
		return nil, ErrGuideline.With("%s: %s", name, strings.TrimPrefix(err.Error(), "json: "))
	}
	var out []Draft
	taken := map[string]bool{}
	for _, flow := range slices.Sorted(maps.Keys(file)) {
		for _, sub := range slices.Sorted(maps.Keys(file[flow].Subflows)) {
			one, err := draftOf(name, flow, sub, file[flow].Subflows[sub])
			if err != nil {
				return nil, err
			}
			if taken[one.ID] {
				return nil, ErrGuideline.With("%s: %s / %s: another procedure comes out as %q too", name, flow, sub, one.ID)
			}
			taken[one.ID] = true
			out = append(out, one)
		}
	}
	if len(out) == 0 {
		return nil, ErrGuideline.With("%s: no subflow was found", name)
	}
	return out, nil
}

const maxGuidelines = 8 << 20

// draftOf makes one draft, and proves it by reading it back.
func draftOf(file, flow, name string, g guideline) (Draft, error) {
	if len(g.Actions) == 0 {
		return Draft{}, ErrGuideline.With("%s: %s / %s: at least one action was expected", file, flow, name)
	}
	id := slug(flow + " " + name)
	if id == "" {
		return Draft{}, ErrGuideline.With("%s: %q / %q: a name with letters was expected", file, flow, name)
	}
	w := drafting{doc: draftDoc{ID: id, Version: 1, Title: enWords(name), When: strings.ReplaceAll(id, "-", "_")}}
	w.read(g)
	d, err := w.proved(file, append([]string{oneLine(flow) + " / " + oneLine(name)}, g.Instructions...))
	if err != nil {
		return Draft{}, ErrGuideline.With("%s: %s / %s: %v", file, flow, name, err)
	}
	d.Title = name
	return d, nil
}

// proved writes the draft and reads it back.
func (w *drafting) proved(origin string, notes []string) (Draft, error) {
	var body bytes.Buffer
	fmt.Fprintf(&body, "# Draft from %s\n", oneLine(origin))
	for _, s := range notes {
		fmt.Fprintf(&body, "# %s\n", oneLine(s))
	}
	enc := yaml.NewEncoder(&body)
	enc.SetIndent(2)
	if err := enc.Encode(w.doc); err != nil {
		return Draft{}, fmt.Errorf("write draft %s: %w", w.doc.ID, err)
	}
	p, err := Parse(w.doc.ID+".yaml", body.Bytes())
	if err != nil {
		return Draft{}, err
	}
	return Draft{ID: p.ID, Title: p.Title.In(""), YAML: body.String(), Origin: origin, Findings: orNone(p.Lint())}, nil
}

// draftDoc is a procedure as a draft writes it.
type draftDoc struct {
	ID      string            `yaml:"id"`
	Version int               `yaml:"version"`
	Title   map[string]string `yaml:"title"`
	When    string            `yaml:"when"`
	Facts   []draftFact       `yaml:"facts,omitempty"`
	Steps   []draftStep       `yaml:"steps"`
}

type draftFact struct {
	Name    string              `yaml:"name"`
	Type    string              `yaml:"type"`
	Options map[string][]string `yaml:"options,omitempty"`
	Ask     map[string]string   `yaml:"ask"`
}

type draftStep struct {
	ID      string            `yaml:"id"`
	Ask     []string          `yaml:"ask,omitempty,flow"`
	Do      string            `yaml:"do,omitempty"`
	Confirm map[string]string `yaml:"confirm,omitempty"`
	Handoff *draftHandoff     `yaml:"handoff,omitempty"`
}

type draftHandoff struct {
	Reason string   `yaml:"reason"`
	Todo   []string `yaml:"todo"`
}

// drafting is a draft in work.
type drafting struct {
	doc  draftDoc
	todo []string // what only a person does, once the first of it has come
}

func (w *drafting) read(g guideline) {
	for _, b := range g.Actions {
		name := slug(b.Button)
		action := strings.ReplaceAll(name, "-", "_")
		switch {
		case len(w.todo) > 0:
			w.todo = append(w.todo, b.words())
		case slices.Contains(shop.Actions(), action):
			w.doc.Steps = append(w.doc.Steps, draftStep{ID: w.stepID(name), Do: action, Confirm: map[string]string{"zh": "现在为您办理「" + b.Button + "」，确认吗？", "en": b.Button + ": shall I do that now?"}})
		default:
			asked := w.asks(b)
			if len(asked) == 0 {
				w.todo = append(w.todo, b.words())
				continue
			}
			w.doc.Steps = append(w.doc.Steps, draftStep{ID: w.stepID(name), Ask: asked})
			if !collects[name] || b.conditional() {
				w.todo = append(w.todo, b.words())
			}
		}
	}
	if len(w.todo) == 0 {
		w.todo = []string{"Finish: " + strings.Join(g.Instructions, " ")}
	}
	w.doc.Steps = append(w.doc.Steps, draftStep{ID: w.stepID("person"), Handoff: &draftHandoff{Reason: "sop_step_requires_human", Todo: w.todo}})
}

// stepID is a name that no step of the draft has yet.
func (w *drafting) stepID(name string) string {
	if name == "" {
		name = "step"
	}
	id := name
	for n := 2; slices.ContainsFunc(w.doc.Steps, func(s draftStep) bool { return s.ID == id }); n++ {
		id = fmt.Sprintf("%s-%d", name, n)
	}
	return id
}

// collects are the buttons that only take down what the shopper says. Every
// other button decides or changes something.
var collects = map[string]bool{"pull-up-account": true, "verify-identity": true, "validate-purchase": true, "record-reason": true, "enter-details": true, "enter-detail": true, "shipping-status": true}

// identifies are the buttons that establish who asks: each thing they name is
// asked for, never chosen between.
var identifies = map[string]bool{"pull-up-account": true, "verify-identity": true, "validate-purchase": true}

// words is a button as the person's list shows it.
func (b button) words() string {
	name := b.Button
	if slug(name) == "n-a" {
		name = "Tell the shopper"
	}
	parts := append([]string{name + ": " + oneLine(b.Text)}, b.Subtext...)
	return oneLine(strings.Join(parts, " / "))
}

// conditional tells whether the button depends on something that a person has
// to judge.
func (b button) conditional() bool { return conditionForm.MatchString(b.Text) }

var conditionForm = regexp.MustCompile(`(?i)^\s*(?:if|when|once|unless)\b`)

// asks are the facts that a button asks the shopper for; new ones are declared.
func (w *drafting) asks(b button) []string {
	name := slug(b.Button)
	if !collects[name] {
		return nil
	}
	var out []string
	add := func(f draftFact) {
		if !slices.Contains(out, f.Name) {
			out = append(out, f.Name)
		}
		if !slices.ContainsFunc(w.doc.Facts, func(x draftFact) bool { return x.Name == f.Name }) {
			w.doc.Facts = append(w.doc.Facts, f)
		}
	}
	if options := optionsIn(b); len(options) > 1 && !identifies[name] {
		f := draftFact{Name: strings.ReplaceAll(name, "-", "_"), Type: "choice", Options: map[string][]string{}}
		for _, o := range options {
			f.Options[strings.ReplaceAll(slug(o), "-", "_")] = []string{o}
		}
		f.Ask = map[string]string{"zh": "请问是哪一种：" + strings.Join(options, "、") + "？", "en": "Which one is it: " + strings.Join(options, ", ") + "?"}
		add(f)
		return out
	}
	for _, line := range append([]string{b.Text}, b.Subtext...) {
		for _, known := range commonFacts {
			if known.form.MatchString(beforeRemark(line)) {
				add(known.fact)
			}
		}
	}
	if len(out) == 0 {
		add(draftFact{Name: strings.ReplaceAll(name, "-", "_"), Type: "text", Ask: map[string]string{"zh": "请补充一下这项信息：" + b.Button, "en": "Could you tell me: " + oneLine(b.Text)}})
	}
	return out
}

// beforeRemark is a line without what is said about it: in "Username -
// occasionally, the customer …" only the first word is asked for.
func beforeRemark(line string) string {
	head, _, _ := strings.Cut(line, " - ")
	return head
}

// commonFacts are the things that guidelines ask for, by how they call them.
var commonFacts = []struct {
	form *regexp.Regexp
	fact draftFact
}{
	{regexp.MustCompile(`(?i)full name`), draftFact{Name: "customer_name", Type: "text", Ask: ask("请问您的姓名是？", "May I have your full name?")}},
	{regexp.MustCompile(`(?i)^account id`), draftFact{Name: "account_id", Type: "text", Ask: ask("请问您的账号是？", "May I have your account ID?")}},
	{regexp.MustCompile(`(?i)order id`), draftFact{Name: "order_id", Type: "order_id", Ask: ask("请问是哪一笔订单？发我订单号就好。", "Which order is it? Please send me the order number.")}},
	{regexp.MustCompile(`(?i)username`), draftFact{Name: "username", Type: "text", Ask: ask("请问您的用户名是？", "May I have your username?")}},
	{regexp.MustCompile(`(?i)e-?mail address`), draftFact{Name: "email", Type: "email", Ask: ask("请问您的邮箱是？", "May I have your e-mail address?")}},
	{regexp.MustCompile(`(?i)phone number`), draftFact{Name: "phone", Type: "phone", Ask: ask("请问您的手机号是？", "May I have your phone number?")}},
	{regexp.MustCompile(`(?i)zip code`), draftFact{Name: "zip_code", Type: "text", Ask: ask("请问您的邮编是？", "May I have your zip code?")}},
}

func ask(zh, en string) map[string]string { return map[string]string{"zh": zh, "en": en} }

var (
	quoted    = regexp.MustCompile(`['‘“"]([^'’”"]{2,40})['’”"]`)
	dashStart = regexp.MustCompile(`^([A-Z][\w ]{1,30}) - `)
	lists     = regexp.MustCompile(`(?i)option|either|valid|choose|pick|whether|include`)
)

// optionsIn are the answers that a button offers: quoted after a word such as
// "options", or each at the head of its own line. A flow or a button that is
// named in passing is none.
func optionsIn(b button) []string {
	var out []string
	add := func(s string) {
		if s = strings.TrimSpace(s); s != "" && !slices.ContainsFunc(out, func(x string) bool { return slug(x) == slug(s) }) {
			out = append(out, s)
		}
	}
	for _, line := range append([]string{b.Text}, b.Subtext...) {
		if !lists.MatchString(line) {
			continue
		}
		for _, m := range quoted.FindAllStringSubmatch(line, -1) {
			add(m[1])
		}
	}
	if len(out) < 2 && lists.MatchString(b.Text) {
		out = nil
		for _, line := range b.Subtext {
			if m := dashStart.FindStringSubmatch(line); m != nil {
				add(m[1])
			}
		}
	}
	return out
}

// slug is a name in small letters, digits and dashes.
func slug(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		switch {
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)), unicode.Is(unicode.Han, r):
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return strings.Trim(b.String(), "-")
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func enWords(s string) map[string]string { return map[string]string{string(tongue.English): s} }
