package attachment

import (
	"bytes"
	"fmt"
	"image"
	_ "image/gif" // the kinds that phones and browsers send
	"image/jpeg"
	_ "image/png"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp"

	"github.com/manyhands/manyhands/internal/fault"
)

// What an upload is refused for.
var (
	ErrTooLarge   = fault.New(fault.TooLarge, "attachment_too_large", "a picture has at most 8 MiB and 40 megapixels, a voice message at most 8 MiB")
	ErrNotPicture = fault.New(fault.Invalid, "attachment_not_a_picture", "a JPEG, PNG, WebP or GIF picture was expected")
	ErrNotVoice   = fault.New(fault.Invalid, "attachment_not_a_voice", "a voice message in OGG, WebM, MP4, MP3 or WAV was expected")
	ErrTooMany    = fault.New(fault.TooMany, "attachment_too_many", "a conversation has at most 50 attachments")
	ErrNone       = fault.New(fault.NotFound, "attachment_unknown", "there is no such attachment")
)

// Limits of one upload and of what is kept of it.
const (
	MaxUpload = 8 << 20    // bytes as sent
	maxPixels = 40_000_000 // a phone's camera; an image bomb has thousands of millions
	maxSide   = 20_000
	keptSide  = 1600
	quality   = 85
)

// Picture is a picture that was decoded and drawn anew.
type Picture struct {
	JPEG          []byte
	Width, Height int
	Hash          Hash

	drawn image.Image // for whoever reads it at once
}

// Look takes a picture in. It returns ErrTooLarge and ErrNotPicture.
func Look(raw []byte) (Picture, error) {
	if len(raw) > MaxUpload {
		return Picture{}, ErrTooLarge
	}
	head, _, err := image.DecodeConfig(bytes.NewReader(raw))
	if err != nil {
		return Picture{}, ErrNotPicture
	}
	// Before a single pixel is unpacked: a file of kilobytes may claim gigabytes.
	if head.Width <= 0 || head.Height <= 0 || head.Width > maxSide || head.Height > maxSide || head.Width*head.Height > maxPixels {
		return Picture{}, ErrTooLarge
	}
	img, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		return Picture{}, ErrNotPicture
	}
	img = within(img, keptSide)
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: quality}); err != nil {
		return Picture{}, fmt.Errorf("write picture anew: %w", err)
	}
	b := img.Bounds()
	return Picture{JPEG: out.Bytes(), Width: b.Dx(), Height: b.Dy(), Hash: hashOf(img), drawn: img}, nil
}

// within draws a picture so that its longer side is at most so many pixels, on
// white where it was transparent.
func within(img image.Image, side int) image.Image {
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	if long := max(w, h); long > side {
		w, h = max(1, w*side/long), max(1, h*side/long)
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(out, out.Bounds(), image.White, image.Point{}, draw.Src)
	draw.ApproxBiLinear.Scale(out, out.Bounds(), img, b, draw.Over, nil)
	return out
}

// voices are the kinds of voice messages, by how their bytes begin.
var voices = []struct {
	at    int
	magic string
	kind  string
}{
	{0, "OggS", "audio/ogg"}, {0, "\x1aE\xdf\xa3", "audio/webm"}, {4, "ftyp", "audio/mp4"},
	{0, "ID3", "audio/mpeg"}, {0, "\xff\xfb", "audio/mpeg"}, {0, "\xff\xf3", "audio/mpeg"}, {8, "WAVE", "audio/wav"},
}

// VoiceKind is the media type of a voice message, as its bytes say. It returns
// ErrTooLarge and ErrNotVoice.
func VoiceKind(raw []byte) (string, error) {
	if len(raw) > MaxUpload {
		return "", ErrTooLarge
	}
	for _, v := range voices {
		if len(raw) > v.at+len(v.magic) && string(raw[v.at:v.at+len(v.magic)]) == v.magic {
			return v.kind, nil
		}
	}
	return "", ErrNotVoice
}
