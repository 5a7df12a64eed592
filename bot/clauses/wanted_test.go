package clauses

import "testing"

// Law: what a shopper says that they do not want is not what they ask; one
// request said twice stays as it is.
func TestWhatIsNotWantedIsNotAsked(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"我不是要取消，我想问定期购能不能改日期":                                         "我想问定期购能不能改日期",
		"不想退货，就是问问开封了还能退不":                                            "就是问问开封了还能退不",
		"I don't want to cancel, I just want to know when it arrives": "I just want to know when it arrives",
		"I'm not asking for a refund but I want to know the policy":   "I want to know the policy",
		"我不要了，帮我取消":                                                   "我不要了，帮我取消",
		"I don't want it, cancel it":                                  "I don't want it, cancel it",
		"不要香菜，多放辣":                                                    "不要香菜，多放辣",
		"can I NOT return clearance?":                                 "can I NOT return clearance?",
		"":                                                            "",
	} {
		if got := Wanted(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
