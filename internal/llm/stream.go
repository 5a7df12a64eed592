package llm

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	openai "github.com/sashabaranov/go-openai"

	"github.com/manyhands/manyhands/internal/uid"
)

// Stream asks for a text and hands it on as it comes; each returns false to
// stop. What was handed on before a fault stays said, so whoever shows a
// stream shows it as a draft. A silence longer than Idle ends it. It returns
// the whole text, and ErrOffline, ErrBudget, ErrSlow and ErrDown.
func (m *Model) Stream(ctx context.Context, brand uid.Brand, q Question, each func(part string) bool) (string, error) {
	if m == nil || m.at.Chat == "" {
		return "", ErrOffline
	}
	messages, err := q.messages()
	if err != nil {
		return "", fmt.Errorf("ask %s: %w", q.Name, err)
	}
	reserved := most(messages, q.tokens())
	if err := m.meter.Reserve(ctx, brand, reserved); err != nil {
		return "", err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	silent := false
	watch := time.AfterFunc(m.at.Idle, func() { cancel() })
	defer watch.Stop()
	s, err := m.client.CreateChatCompletionStream(ctx, openai.ChatCompletionRequest{
		Model: m.at.Chat, Messages: messages, MaxCompletionTokens: q.tokens(), Stream: true, StreamOptions: &openai.StreamOptions{IncludeUsage: true},
	})
	if err != nil {
		silent = ctx.Err() != nil
		m.settle(ctx, brand, reserved, 0, err)
		return "", m.ended(ctx, q.Name, silent, err)
	}
	defer s.Close()
	var text strings.Builder
	var used int64
	for {
		watch.Reset(m.at.Idle)
		r, err := s.Recv()
		if errors.Is(err, io.EOF) {
			m.settle(ctx, brand, reserved, used, nil)
			return text.String(), nil
		}
		if err != nil {
			// What came was paid for: the reservation stays.
			return text.String(), m.ended(ctx, q.Name, ctx.Err() != nil, err)
		}
		if r.Usage != nil {
			used = int64(r.Usage.TotalTokens)
		}
		for _, c := range r.Choices {
			text.WriteString(c.Delta.Content)
			if c.Delta.Content != "" && !each(c.Delta.Content) {
				return text.String(), nil
			}
		}
	}
}

// ended says why a stream ended early: by silence, or by the endpoint.
func (m *Model) ended(ctx context.Context, what string, silent bool, err error) error {
	if silent {
		if m.log != nil {
			m.log.Warn("model call failed", "what", what, "code", ErrSlow.Code, "error", err)
		}
		return ErrSlow
	}
	return m.faultOf(ctx, what, err)
}
