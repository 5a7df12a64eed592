package tongue

import (
	"encoding/json"
	"testing"

	"gopkg.in/yaml.v3"
)

func TestALatinBrandOrSizeDoesNotMakeAChineseQuestionEnglish(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Lang{
		"XL 有货吗": Chinese, "where is my order": English, "😀😀": "", "12345": "", "": "",
		"订单 #W123 status": Chinese, "can I return the 羊绒 sweater please": English,
	} {
		if got := Of(text); got != want {
			t.Errorf("Of(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestAPlainTextServesEveryLanguageAndAMapServesItsOwn(t *testing.T) {
	t.Parallel()
	var doc struct{ A, B Words }
	if err := yaml.Unmarshal([]byte("a: 你好\nb: {zh: 好, en: good}"), &doc); err != nil {
		t.Fatal(err)
	}
	if got := doc.A.In(English) + doc.B.In(English) + doc.B.In(Chinese); got != "你好good好" {
		t.Errorf("got %q", got)
	}
	b, _ := json.Marshal(doc.B)
	var back Words
	if err := json.Unmarshal(b, &back); err != nil || back.In(English) != "good" {
		t.Errorf("JSON round trip gave %v, %v", back, err)
	}
	if err := yaml.Unmarshal([]byte("a: {fr: bon}"), &doc); err == nil {
		t.Error("an unknown language was accepted")
	}
}
