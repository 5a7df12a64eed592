package demo

import (
	"fmt"
	"strings"
	"time"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/uid"
)

// FriendEmail is the log-in of the small brand that the shipped one brought.
const FriendEmail = "brand@chayan.example"

// Friend is a tea shop that came on the shipped brand's word. It books no
// people: its own bot answers, and it pays for orders won alone.
func Friend() account.Brand {
	return account.Brand{
		ID: uid.Derive[uid.Brand]("demo-brand", "chayan"), Slug: "chayan", Name: "茶言 Chayan", Currency: "CNY", Timezone: "Asia/Shanghai", Languages: []string{"zh"},
		WebhookSecret: uid.Derive[uid.Brand]("demo-secret", "chayan").String(),
	}
}

// FriendPast is four quiet weeks of the tea shop on its one channel, as h.csv.
func FriendPast(before time.Time) []byte {
	var b strings.Builder
	b.WriteString("start,channel,contacts,aht_s\n")
	local := before.In(Zone())
	day := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, Zone())
	for d := -28; d < 0; d++ {
		for half := 20; half < 44; half++ { // 10:00 to 22:00
			at := day.AddDate(0, 0, d).Add(time.Duration(half) * halfHour)
			fmt.Fprintf(&b, "%s,wechat,%d,180\n", at.Format(time.RFC3339), 2+half%3)
		}
	}
	return []byte(b.String())
}

// FriendOrders is what the tea shop's own meter counted of an evening: orders
// that a conversation won, some that nobody won, and a last line that was cut
// off on its way.
func FriendOrders(brand string, opens time.Time, n int) []byte {
	var b strings.Builder
	for i := range n {
		flags, net := `"attributed"`, 12_800+i*370
		if i%6 == 5 {
			flags = ""
		}
		fmt.Fprintf(&b, `{"type":"outcome","id":"tea-%[1]d","brand":"%[2]s","shop":"chayan","channel":"wechat","service":"proactive","unit":"conversation",`+
			`"conversation":"tea-talk-%[1]d","shopper":"tea-%[1]d","order_ref":"tea-order-%[1]d","event_at":"%[3]s","received_at":"%[3]s",`+
			`"net_minor":%[4]d,"currency":"CNY","flags":[%[5]s],"source":"chayan-meter","source_event_id":"%[1]d"}`+"\n",
			i+1, brand, opens.Add(time.Duration(i)*time.Minute).Format(time.RFC3339), net, flags)
	}
	b.WriteString(`{"type":"outcome","id":"tea-cut` + "\n")
	return []byte(b.String())
}
