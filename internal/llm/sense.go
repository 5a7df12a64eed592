package llm

import (
	"bytes"
	"context"
	"math"
	"strings"
	"unicode/utf8"

	openai "github.com/sashabaranov/go-openai"

	"github.com/manyhands/manyhands/internal/uid"
)

// Embed places texts in the model's space, one vector a text. It returns
// ErrOffline, ErrBudget, ErrSlow, ErrDown and ErrNonsense.
func (m *Model) Embed(ctx context.Context, brand uid.Brand, texts []string) ([][]float32, error) {
	if m == nil || m.at.Embed == "" {
		return nil, ErrOffline
	}
	if len(texts) == 0 {
		return nil, nil
	}
	var reserved int64
	for _, t := range texts {
		reserved += int64(utf8.RuneCountInString(t))
	}
	if err := m.meter.Reserve(ctx, brand, reserved); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, m.at.Within)
	defer cancel()
	r, err := m.placer.CreateEmbeddings(ctx, openai.EmbeddingRequestStrings{Input: texts, Model: openai.EmbeddingModel(m.at.Embed)})
	m.settle(ctx, brand, reserved, int64(r.Usage.TotalTokens), err)
	if err != nil {
		return nil, m.faultOf(ctx, "embeddings", err)
	}
	out := make([][]float32, len(texts))
	for _, d := range r.Data {
		if d.Index < 0 || d.Index >= len(out) || len(d.Embedding) == 0 {
			return nil, ErrNonsense
		}
		out[d.Index] = d.Embedding
	}
	for _, v := range out {
		if len(v) == 0 || len(v) != len(out[0]) || !finite(v) {
			return nil, ErrNonsense
		}
	}
	return out, nil
}

// finite tells whether every part of a vector is a number.
func finite(v []float32) bool {
	for _, x := range v {
		if x != x || math.IsInf(float64(x), 0) {
			return false
		}
	}
	return true
}

// maxVoice is how much of a voice message is listened to: a minute of it in
// the form that phones send is far below.
const maxVoice = 8 << 20

// Transcribe hears a voice message. It returns ErrOffline, ErrBudget, ErrSlow,
// ErrDown and ErrNonsense.
func (m *Model) Transcribe(ctx context.Context, brand uid.Brand, name string, voice []byte) (string, error) {
	if m == nil || m.at.Hear == "" {
		return "", ErrOffline
	}
	if len(voice) == 0 || len(voice) > maxVoice {
		return "", ErrNonsense
	}
	// Voice is not counted in tokens; a second of it is billed as about ten.
	reserved := int64(len(voice)/1600 + 1)
	if err := m.meter.Reserve(ctx, brand, reserved); err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, m.at.Within)
	defer cancel()
	r, err := m.client.CreateTranscription(ctx, openai.AudioRequest{Model: m.at.Hear, FilePath: name, Reader: bytes.NewReader(voice)})
	if err != nil {
		m.settle(ctx, brand, reserved, 0, err)
		return "", m.faultOf(ctx, "voice", err)
	}
	text := strings.TrimSpace(r.Text)
	if text == "" || !utf8.ValidString(text) {
		return "", ErrNonsense
	}
	return text, nil
}

// Hears tells whether voice can be understood at all.
func (m *Model) Hears() bool { return m != nil && m.at.Hear != "" }

// Places tells whether texts can be placed at all.
func (m *Model) Places() bool { return m != nil && m.at.Embed != "" }

// Writes tells whether there is a model for texts.
func (m *Model) Writes() bool { return m != nil && m.at.Chat != "" }
