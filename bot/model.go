package bot

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/llm"
	"github.com/manyhands/manyhands/internal/sop"
	"github.com/manyhands/manyhands/internal/text/tongue"
	"github.com/manyhands/manyhands/internal/uid"
)

// phrased is what a model may answer when it is asked for other words.
type phrased struct {
	Text string `json:"text"`
}

// byModel is the Phrasing of a reply in a model's words. Any other is the code of
// why the reply stayed as it was written: a fault of the endpoint, or what
// unfaithful found.
const byModel = "model"

const phraseTask = "Rewrite the answer for a shopper of an online shop, in the language of the answer, warm and brief, as a reply to the question. " +
	"Say exactly what the answer says: every figure, date, code, condition and exception, no other, and no promise of your own."

// phrase has a model put a sourced answer into friendlier words. The answer
// stays what it was in everything that can be checked, or it stays as it was
// written: a model that is slow, dead or lying changes nothing.
func (b *Bot) phrase(ctx context.Context, brand uid.Brand, asked, tone, channel string, r Reply) Reply {
	if !b.model.Writes() || r.Handoff != nil || len(r.Citations) == 0 || len(r.Actions) > 0 || r.Why.Path != "answer" && r.Why.Path != "product" {
		return r
	}
	out, err := llm.Ask[phrased](ctx, b.model, brand, llm.Question{
		Name: "reply", Task: phraseTask, Material: map[string]any{"question": clip(asked, 500), "answer": r.Text, "tone": tone},
	})
	if err != nil {
		r.Why.Phrasing = codeOf(err)
		return r
	}
	if why := unfaithful(r.Text, out.Text); why != "" {
		r.Why.Phrasing = why
		return r
	}
	if b.guard != nil {
		if v := b.guard(ctx, brand, channel, ByBot, out.Text); v.Block || v.Rewrite != "" {
			r.Why.Phrasing = "guard_stopped"
			return r
		}
	}
	r.Why.Phrasing, r.Why.Before, r.Text = byModel, r.Text, out.Text
	return r
}

var (
	figureForm = regexp.MustCompile(`\d+(?:[.,:/]\d+)*`)
	// 七天, 三个工作日, 两次: a figure in words counts when a unit follows it.
	chineseFigure = regexp.MustCompile(`([一二两三四五六七八九十百千万半]+)\s*(?:个|天|日|小时|元|块|次|件|折|年|月|周|工作日|成|倍)`)
	englishFigure = regexp.MustCompile(`(?i)\b(one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|thirty|half|once|twice|double)\b`)
	codeForm      = regexp.MustCompile(`[A-Za-z]+[A-Za-z-]*\d[\w-]*|https?://\S+|\S+@\S+`)
	denials       = regexp.MustCompile(`(?i)不|没|无法|无需|未|非|勿|别|\bnot\b|n't|\bno\b|\bnever\b|\bcannot\b|\bwithout\b|\bunless\b|\bexcept\b|除`)
	vows          = regexp.MustCompile(`(?i)保证|承诺|一定|绝对|肯定|立即|马上|全额|guarantee|promise|definitely|certainly|always|immediately|right away|full refund|free of charge|for free`)
)

// unfaithful is the code of what a rewrite differs in from what was written, "" when
// nothing that can be checked does: figures, codes, the number of denials, the
// words that bind, the language and roughly the length.
func unfaithful(before, after string) string {
	was, is := utf8.RuneCountInString(before), utf8.RuneCountInString(after)
	switch {
	case strings.TrimSpace(after) == "" || is > was+was/2+40 || is*3 < was:
		return "other_length"
	case tongue.Of(before) != tongue.Of(after):
		return "other_language"
	case !sameWords(figureForm, before, after), !sameWords(chineseFigure, before, after), !sameWords(englishFigure, before, after):
		return "other_figures"
	case !sameWords(codeForm, before, after):
		return "other_codes"
	case len(denials.FindAllString(before, -1)) != len(denials.FindAllString(after, -1)):
		return "other_sense"
	}
	for _, v := range vows.FindAllString(strings.ToLower(after), -1) {
		if !strings.Contains(strings.ToLower(before), v) {
			return "own_promise"
		}
	}
	return ""
}

// sameWords tells whether two texts have the same matches, each as often.
func sameWords(form *regexp.Regexp, a, b string) bool {
	in := func(s string) []string {
		list := form.FindAllString(strings.ToLower(s), -1)
		slices.Sort(list)
		return list
	}
	return slices.Equal(in(a), in(b))
}

// grasped is which of the given answers a shopper's words mean.
type grasped struct {
	Key   string `json:"key" description:"the key of the option that is meant, or empty when none is clear"`
	Quote string `json:"quote" description:"the words of the message that say so, copied exactly"`
}

const graspTask = "A shop asked a shopper a question with a few possible answers. Say which one the shopper's message means, by its key, and copy the words that say so. When it is not clear, leave both empty."

// grasp has a model read an answer that the procedure asked for and could not
// read. It may only point at one of the answers that the procedure knows, and
// at words that stand in the message; the engine then hears that answer, and
// decides. A yes is never read by a model.
func (b *Bot) grasp(ctx context.Context, brand uid.Brand, mind *Mind, before, after State, msg Message, r Reply) (string, bool) {
	if !b.model.Writes() || before.Run == nil || after.Run == nil || len(r.Actions) > 0 || r.Handoff != nil ||
		before.Run.Waiting != after.Run.Waiting || after.Run.Tries <= before.Run.Tries || before.Run.Procedure != after.Run.Procedure {
		return "", false
	}
	var fact *sop.Fact
	for _, p := range mind.brand.Procedures {
		if p.ID == before.Run.Procedure {
			fact = p.Awaits(*before.Run)
		}
	}
	if fact == nil || len(fact.Options) == 0 {
		return "", false
	}
	out, err := llm.Ask[grasped](ctx, b.model, brand, llm.Question{
		Name: "option", Task: graspTask, Tokens: 120,
		Material: map[string]any{"question": fact.Ask.In(before.Lang), "options": fact.Options, "message": clip(msg.Text, 500)},
	})
	if err != nil || out.Key == "" || out.Quote == "" || !strings.Contains(msg.Text, out.Quote) {
		return "", false
	}
	words, known := fact.Options[out.Key]
	if !known {
		return "", false
	}
	if len(words) == 0 {
		return out.Key, true
	}
	return words[0], true
}

func codeOf(err error) string {
	if f, ok := fault.As(err); ok {
		return f.Code
	}
	return "fault"
}
