/** The widget's look, for a constructed style sheet: the strictest page policy forbids <style> and style="". */
export const sheetText = `
:host{all:initial;--own:#0b4fc4;--on-own:#fff;position:fixed;z-index:2147483000;right:20px;bottom:20px;font:400 15px/1.55 -apple-system,'Segoe UI','PingFang SC','HarmonyOS Sans SC','Noto Sans SC','Noto Sans CJK SC','Microsoft YaHei',sans-serif;color:#18202e}
*,*::before,*::after{box-sizing:border-box}
[hidden]{display:none!important}
p,ul{margin:0;padding:0;list-style:none}
button,textarea{font:inherit;color:inherit}
button{cursor:pointer}
:focus-visible{outline:3px solid var(--own);outline-offset:2px}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.bubble{position:relative;display:grid;place-items:center;width:60px;height:60px;border:0;border-radius:50%;background:var(--own);color:var(--on-own);box-shadow:0 6px 24px rgb(11 30 70/30%);transition:transform .15s}
.bubble:hover{transform:scale(1.06)}
.badge{position:absolute;top:-2px;right:-2px;min-width:22px;height:22px;padding:0 6px;border:2px solid #fff;border-radius:11px;background:#b3410e;color:#fff;font-size:12px;line-height:18px;font-weight:700}
.panel{display:flex;flex-direction:column;width:384px;height:min(640px,calc(100vh - 40px));border-radius:16px;overflow:hidden;background:#fff;box-shadow:0 12px 56px rgb(11 22 50/26%);animation:rise .18s ease-out}
@keyframes rise{from{opacity:0;transform:translateY(12px)}}
.head{display:flex;gap:12px;align-items:center;padding:14px 10px 14px 18px;background:var(--own);color:var(--on-own)}
.head svg{flex:none}
.who{flex:1;min-width:0;line-height:1.35}
.who b{display:block;font-size:16px}
.who span{display:flex;gap:6px;align-items:center;font-size:13px}
.who i{flex:none;width:8px;height:8px;border-radius:50%;background:#c9d4ea}
.who i.on{background:#58e0a6}
.who i.lost{background:#ffc04d;border-radius:1px}
.icon{display:grid;place-items:center;flex:none;width:44px;height:44px;padding:0;border:0;border-radius:10px;background:none}
.head .icon:focus-visible{outline-color:currentColor}
.icon:hover{background:rgb(127 127 127/18%)}
.icon[aria-pressed=true]{background:#c62828;color:#fff}
.bar{display:flex;gap:10px;align-items:center;justify-content:space-between;padding:9px 18px;font-size:13px;background:#fdf0d5;color:#5f3900}
.queue{display:block;background:#e7eefc;color:#083c98}
.queue b{display:block}
.log{flex:1;overflow-y:auto;padding:16px 16px 8px;background:#f6f4ef;overscroll-behavior:contain}
.log:focus-visible{outline-offset:-3px}
.note{margin:6px auto 12px;max-width:300px;text-align:center;font-size:12px;color:#5b6373}
.msg{display:flex;flex-direction:column;align-items:flex-start;margin-bottom:12px}
.msg.mine{align-items:flex-end}
.by{display:flex;gap:6px;align-items:center;margin:0 4px 3px;font-size:12px;color:#5b6373}
.by em{padding:0 5px;border-radius:4px;font-style:normal;font-weight:700;font-size:11px;background:#e7eefc;color:#083c98}
.agent .by em{background:#fcece2;color:#963305}
.text{max-width:86%;padding:9px 13px;border-radius:4px 14px 14px 14px;background:#fff;border:1px solid #e3dfd5;white-space:pre-wrap;overflow-wrap:anywhere}
.mine .text{border-radius:14px 4px 14px 14px;background:var(--own);border-color:transparent;color:var(--on-own)}
.mine a{color:inherit}
.text a{color:var(--own)}
.mine .text a{color:inherit}
.text img{display:block;max-width:100%;max-height:240px;border-radius:8px}
.system{align-items:center}
.system .text{border:0;background:none;padding:2px 8px;font-size:13px;color:#5b6373;text-align:center}
details{max-width:86%;margin-top:5px;font-size:13px;color:#4b5466}
summary{padding:2px 4px;border-radius:4px;cursor:pointer;color:#0b4fc4}
blockquote{margin:6px 0 0;padding:8px 12px;border-left:3px solid #b3410e;border-radius:0 8px 8px 0;background:#fff;white-space:pre-wrap}
blockquote b{display:block;color:#18202e}
.state{display:flex;gap:6px;align-items:center;margin:3px 4px 0;font-size:12px;color:#5b6373}
.state.bad{color:#b42318;font-weight:600}
.link{padding:2px 6px;border:0;background:none;color:#0b4fc4;font-weight:600;text-decoration:underline;text-underline-offset:3px}
.typing{display:flex;gap:4px;padding:12px 14px}
.typing i{width:7px;height:7px;border-radius:50%;background:#8d8778;animation:beat 1.2s infinite}
.typing i:nth-child(2){animation-delay:.2s}
.typing i:nth-child(3){animation-delay:.4s}
@keyframes beat{0%,60%,100%{opacity:.3}30%{opacity:1}}
.foot{padding:8px 12px 12px;border-top:1px solid #e3dfd5;background:#fff}
.chips{display:flex;gap:8px;padding:0 0 8px}
.chip{padding:4px 14px;border:1px solid #8d8778;border-radius:99px;background:#fff;font-size:13px}
.chip:hover{border-color:#0b4fc4;color:#0b4fc4}
.write{display:flex;gap:6px;align-items:flex-end}
textarea{flex:1;min-width:0;min-height:44px;max-height:120px;padding:10px 12px;border:1px solid #8d8778;border-radius:12px;background:#fff;resize:none;field-sizing:content}
.send{display:grid;place-items:center;flex:none;width:44px;height:44px;border:0;border-radius:12px;background:var(--own);color:var(--on-own)}
.send:disabled{background:#e3dfd5;color:#5b6373;cursor:default}
.end{display:grid;gap:10px;justify-items:center;padding:8px 0 4px;text-align:center}
.stars{display:flex;gap:8px}
.stars button{width:46px;height:46px;border:1px solid #8d8778;border-radius:12px;background:#fff;font-weight:700}
.stars button:hover{background:var(--own);color:var(--on-own);border-color:transparent}
.ends{display:flex;justify-content:space-between;width:262px;font-size:12px;color:#5b6373}
.plain{min-height:40px;padding:6px 18px;border:1px solid #8d8778;border-radius:10px;background:#fff}
@media(max-width:480px){:host(.open){inset:0}.panel{width:100%;height:100%;height:100dvh;border-radius:0}}
@media(prefers-reduced-motion:reduce){*{animation:none!important;transition:none!important}}
@media(forced-colors:active){.text,.bubble,.send,.badge{border:1px solid}}
`
