package knowledge

import "testing"

// Law: what only asks for patience is no answer; what stands beside it is kept,
// and nothing that tells the shopper something is taken for patience.
func TestAnAnswerIsWhatIsLeftOfItWithoutAskingForPatience(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]string{
		"请稍等":                                                                   "",
		"好的亲，请您稍等一下哦～":                                                          "",
		"稍等，我帮您查一下。":                                                            "",
		"不好意思久等了，马上为您核实！":                                                       "",
		"您好，这边正在为您确认中，请耐心等待":                                                    "",
		"Please wait a moment":                                                  "",
		"Sure, let me check that for you. One moment please!":                   "",
		"Thank you for your patience, I'll get back to you shortly":             "",
		"请稍等。这款面料是羊毛，可以手洗。":                                                     "这款面料是羊毛，可以手洗。",
		"One moment. It ships on Monday.":                                       "It ships on Monday.",
		"请稍等 30 分钟，库存会更新":                                                       "请稍等 30 分钟，库存会更新",
		"马上发货，今天之内":                                                             "马上发货，今天之内",
		"退款稍后到账，一般三天":                                                           "退款稍后到账，一般三天",
		"The tent needs a moment to dry before you pack it away for the winter": "The tent needs a moment to dry before you pack it away for the winter",
		"运费 4.50 元，退货从退款里扣":                                                     "运费 4.50 元，退货从退款里扣",
	} {
		if got := told(answer); got != want {
			t.Errorf("%q: got %q, want %q", answer, got, want)
		}
	}
}

// What an agent wrote in the draft's place teaches nothing when it only asks for
// patience, though it is longer than most such answers.
func TestAskingForPatienceInADraftsPlaceBecomesNoArticle(t *testing.T) {
	t.Parallel()
	held := Lesson{Seq: 1, Question: "围巾能不能机洗", Answer: "好的亲，请您稍等一下，我去帮您问一下同事哦", Offered: "围巾请手洗。"}
	real := Lesson{Seq: 3, Question: "围巾会不会缩水", Answer: "稍等。冷水手洗不会缩水，请不要机洗。", Offered: "围巾请手洗。"}
	got := taughtBy("c", nil, nil, []Lesson{held, real})
	if len(got) != 1 || got[0].Seq != 3 || got[0].Answer != "冷水手洗不会缩水，请不要机洗。" {
		t.Errorf("got %+v", got)
	}
}
