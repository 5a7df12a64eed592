package copilot

import (
	"context"
	"fmt"

	"github.com/manyhands/manyhands/copilot/wording"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/text/tongue"
	"github.com/manyhands/manyhands/internal/uid"
)

// What a new wording is refused by.
var (
	ErrTone           = fault.New(fault.Invalid, "tone_unknown", "a text can be made shorter, warmer, formal, zh or en")
	ErrNoTranslation  = fault.New(fault.Unavailable, "translation_off", "translating needs a model endpoint (OPENAI_BASE_URL); without one the text stays as it is")
	ErrBadTranslation = fault.New(fault.Unavailable, "translation_wrong", "the translation changed a figure or broke a rule and is not shown")
)

// Translate puts a text into another language, by a model, on a brand's budget.
type Translate func(ctx context.Context, brand uid.Brand, text string, to tongue.Lang) (string, error)

// Reword is an agent's text in another tone, or in another language. Figures
// stay as they are, and what the guard would hold back is not offered. It
// returns ErrTone, ErrNoTranslation, ErrBadTranslation and chat.ErrNotHolder.
func (c *Coach) Reword(ctx context.Context, agent uid.Agent, id uid.Chat, text, tone string) (string, error) {
	ch, err := c.mine(ctx, agent, id)
	if err != nil {
		return "", err
	}
	out := text
	switch tone {
	case "shorter", "warmer", "formal":
		out = wording.InTone(text, tone)
	case "zh", "en":
		if c.Translate == nil {
			return "", ErrNoTranslation
		}
		if out, err = c.Translate(ctx, ch.Brand, text, tongue.Lang(tone)); err != nil {
			return "", fmt.Errorf("translate: %w", err)
		}
		if !wording.SameFigures(text, out) {
			return "", ErrBadTranslation
		}
	default:
		return "", ErrTone
	}
	if out = c.passable(ch, out); out == "" {
		return "", ErrBadTranslation
	}
	return out, nil
}
