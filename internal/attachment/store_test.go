package attachment_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/png"
	"testing"
	"time"

	"github.com/manyhands/manyhands/internal/attachment"
	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/pg/pgtest"
	"github.com/manyhands/manyhands/internal/uid"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

func TestAPictureIsKeptOnceAndIsOneBrandsOwn(t *testing.T) {
	t.Parallel()
	c := attachment.NewCabinet(pgtest.DB(t), clock.Fixed(time.Date(2026, 11, 10, 13, 0, 0, 0, time.UTC)))
	brand, other, chat := uid.New[uid.Brand](), uid.New[uid.Brand](), uid.New[uid.Chat]()
	var raw bytes.Buffer
	img := image.NewRGBA(image.Rect(0, 0, 20, 20))
	img.Set(3, 4, color.White)
	if err := png.Encode(&raw, img); err != nil {
		t.Fatal(err)
	}
	p, err := attachment.Look(raw.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	first, err := c.KeepPicture(t.Context(), brand, chat, "k", p, "单号 123")
	if err != nil {
		t.Fatal(err)
	}
	if again, err := c.KeepPicture(t.Context(), brand, chat, "k", p, "x"); err != nil || again != first {
		t.Errorf("the same key again is %s, %v; want %s", again, err, first)
	}
	told, err := c.Told(t.Context(), brand, []string{first.String(), "nonsense"})
	if err != nil || len(told) != 1 || told[0].Words != "单号 123" || told[0].Hash != p.Hash || told[0].Voice {
		t.Errorf("got %+v, %v", told, err)
	}
	if told, err := c.Told(t.Context(), other, []string{first.String()}); err != nil || len(told) != 0 {
		t.Errorf("another brand saw %+v, %v", told, err)
	}
	if k, err := c.Open(t.Context(), first); err != nil || k.MediaType != "image/jpeg" || !bytes.Equal(k.Body, p.JPEG) {
		t.Errorf("got %s, %v", k.MediaType, err)
	}
	if _, err := c.Open(t.Context(), uid.New[uid.Upload]()); !errors.Is(err, attachment.ErrNone) {
		t.Errorf("got %v", err)
	}
	if _, err := c.KeepVoice(t.Context(), brand, chat, "v", []byte("MZ"), ""); !errors.Is(err, attachment.ErrNotVoice) {
		t.Errorf("a program as a voice message: %v", err)
	}
	if err := c.Remember(t.Context(), brand, "P1", p.Hash); err != nil {
		t.Fatal(err)
	}
	if seen, err := c.Catalogue(t.Context(), brand); err != nil || len(seen) != 1 || seen[0].Product != "P1" {
		t.Errorf("got %v, %v", seen, err)
	}
}
