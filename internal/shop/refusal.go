package shop

import (
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/text/tongue"
)

// refusals are the faults of an action as a shopper reads them.
var refusals = map[string]tongue.Words{
	ErrWrongState.Code:   {tongue.Chinese: "订单当前的状态不支持这个操作", tongue.English: "the order's present state does not allow it"},
	ErrUnknownItem.Code:  {tongue.Chinese: "这笔订单里没有这件商品", tongue.English: "that item is not in this order"},
	ErrReturnedOnce.Code: {tongue.Chinese: "这件商品已经在退换货中了", tongue.English: "that item is already being returned or exchanged"},
	ErrDoneOnce.Code:     {tongue.Chinese: "这笔订单已经办理过一次了", tongue.English: "it has been done for this order already"},
	ErrArgument.Code:     {tongue.Chinese: "还缺少办理需要的信息", tongue.English: "something that is needed for it is still missing"},
	ErrNoVariant.Code:    {tongue.Chinese: "这款没有您说的颜色或尺码", tongue.English: "it does not come in that colour or size"},
	ErrOutOfStock.Code:   {tongue.Chinese: "您要的颜色尺码暂时没有货", tongue.English: "that colour and size is out of stock"},
	ErrNoPriceDrop.Code:  {tongue.Chinese: "付款之后价格没有下降，不需要补差", tongue.English: "the price has not fallen since you paid"},
	ErrNoWallet.Code:     {tongue.Chinese: "您名下没有这个付款方式", tongue.English: "you have no such payment method"},
	ErrBalance.Code:      {tongue.Chinese: "礼品卡余额不够", tongue.English: "the gift card does not hold enough"},
	ErrSameWallet.Code:   {tongue.Chinese: "这笔订单本来就是用这个方式付的", tongue.English: "the order is paid that way already"},
	ErrNoParcel.Code:     {tongue.Chinese: "包裹还没有发出，暂时没有物流信息", tongue.English: "no parcel has left yet"},
	ErrNoProduct.Code:    {tongue.Chinese: "店里没有找到这件商品", tongue.English: "I can't find that product in the shop"},
	ErrNoCoupon.Code:     {tongue.Chinese: "没有找到可用的优惠", tongue.English: "there is no such offer running"},
	ErrNoSizeChart.Code:  {tongue.Chinese: "尺码表里没有与您的身高体重对应的尺码", tongue.English: "the size chart has no size for these measures"},
	ErrNothingFiled.Code: {tongue.Chinese: "这笔订单还没有相关的申请记录", tongue.English: "nothing was filed for this order"},
	ErrNotVerified.Code:  {tongue.Chinese: "系统还没有确认办理成功", tongue.English: "the system has not confirmed that it was done"},
}

// Refusal is why an action was refused, in a shopper's words; for an error
// that is no refusal of ours, a sentence that promises nothing.
func Refusal(err error) tongue.Words {
	if f, ok := fault.As(err); ok {
		if w, ok := refusals[f.Code]; ok {
			return w
		}
	}
	return tongue.Words{tongue.Chinese: "系统暂时无法办理", tongue.English: "the system can't do it right now"}
}

// Explains tells whether a refusal says by itself why nothing was done. One that
// only says that something went wrong does not.
func Explains(err error) bool {
	f, ok := fault.As(err)
	if !ok || f.Code == ErrNotVerified.Code || f.Code == ErrArgument.Code {
		return false
	}
	_, ok = refusals[f.Code]
	return ok
}
