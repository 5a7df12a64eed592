package bot

import (
	"context"
	"strings"

	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/llm"
	"github.com/manyhands/manyhands/internal/sop"
	"github.com/manyhands/manyhands/internal/uid"
)

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
