// Every word of the page itself, in Korean and English. What the bot says is not here.

const KO = {
  title: "checkup-bot 체험판", tagline: "내 컴퓨터 안의 텔레그램", other: "English",
  customer: "고객", skip: "휴대폰으로 건너뛰기", admin: "접수처", tools: "도구", views: "화면 고르기", language: "Switch to English",
  customerPhone: "고객의 휴대폰", adminPhone: "접수처의 휴대폰", chooseCustomer: "고객 고르기", adminRole: "관리자",
  clock: "체험판 시계", forward: "시간 앞으로", hour1: "+1시간", hour6: "+6시간", day1: "+1일", day7: "+7일",
  forwardTo: "이 날짜와 시각으로 (앞으로만)", go: "이동",
  onlyForward: "시계는 앞으로만 갈 수 있어요. 지금보다 뒤의 시각을 골라 주세요.",
  moved: (when) => `체험판 시계: ${when}`,
  botSilent: "봇이 대답하지 않아요. 봇을 켠 뒤 다시 눌러 주세요.",
  troubles: "일부러 내는 문제", block: "봇 차단하기", blockWho: (name) => `${name} 님이 봇을 차단해요`,
  down: "텔레그램 멈춤", downHint: "봇이 텔레그램에 닿지 못해요",
  guide: "이렇게 해 보세요",
  hospital: "한빛병원",
  steps: [
    { say: "접수처에서 시작을 누르고 병원을 등록해요.", side: "admin", type: "/addhospital {hospital} {date} 30" },
    { say: "고객이 시작을 누르고 예약해요.", side: "customer", type: "/book" },
    { say: "취소하고 다시 예약해 보세요.", side: "customer", type: "/cancel" },
    { say: "검진 전날 낮 12시가 되면 알림이 와요.", side: "clock", type: "{eve} 12:00" },
    { say: "병원을 지우면 고객에게 바로 알려 드려요.", side: "admin", type: "/deletehospital {hospital}" },
    { say: "지난 일까지 모두 볼 수 있어요.", side: "customer", type: "/mystatus" },
  ],
  alive: "봇이 켜져 있어요", dead: "봇이 꺼져 있어요", asking: "확인하는 중…",
  startOver: "처음부터", startOverTitle: "처음부터 다시 할까요?",
  startOverText: "모든 대화와 병원, 예약이 지워지고 시계가 지금으로 돌아와요.", keep: "그대로 두기",
  startedOver: "처음으로 돌아왔어요.",
  unreachable: "텔레그램 흉내 서버에 닿지 못했어요. 다시 연결하는 중…",
  bot: "봇", connecting: "연결 중…", menu: "메뉴", message: "메시지", send: "보내기", start: "시작",
  restart: "차단 풀고 다시 시작", blockedSub: "차단한 봇",
  refused: (n) => `메시지가 너무 많아 텔레그램이 ${n}초 동안 받지 않아요`, commands: "명령 메뉴", messages: "대화",
  emptyTitle: "아직 대화가 없어요", emptyStart: "아래 시작을 눌러 봇과 대화를 시작해요.",
  emptyStarted: "메시지를 보내거나 메뉴를 열어 보세요.",
  edited: "수정됨", you: "나", said: (who) => `${who}:`, latest: "맨 아래로", ok: "확인",
  copied: "복사했어요.", copyFailed: "복사하지 못했어요.", blank: "빈칸", opens: "새 창에서 열기", copies: "복사하기",
  attach: "첨부", sendPhoto: "사진", ownContact: "내 연락처", otherContact: "다른 사람 연락처",
  badPhoto: "사진을 보내지 못했어요. 10 MB 이하의 PNG나 JPEG만 보낼 수 있어요.",
  more: "이 메시지로 할 일", reply: "↩️ 답장", edit: "✏️ 수정", pin: "📌 고정", unpin: "고정 해제", close: "닫기",
  pinnedMessage: "고정된 메시지", pinnedBy: (who, text) => `📌 ${who}: ${text ? `«${text}» ` : ""}고정`,
  map: "지도", ownAccount: "텔레그램 사용자", noAccount: "주소록에만 있는 사람", whatItDoes: "이 봇이 하는 일",
  download: "내려받기", photo: "사진", unread: (n) => `안 읽은 메시지 ${n}개`, spoiler: "눌러서 보기",
  staleKey: "이 버튼은 이제 이 메시지에 없어요.", notSent: "보내지 못했어요. 다시 시도해 주세요.",
};

const EN = {
  title: "checkup-bot sandbox", tagline: "Telegram on this machine", other: "한국어",
  customer: "Customer", skip: "Skip to the phones", admin: "Front desk", tools: "Tools", views: "Choose a view", language: "한국어로 바꾸기",
  customerPhone: "The customer's phone", adminPhone: "The front desk's phone", chooseCustomer: "Choose a customer",
  adminRole: "admin",
  clock: "Sandbox clock", forward: "Move time forward", hour1: "+1 h", hour6: "+6 h", day1: "+1 day", day7: "+7 days",
  forwardTo: "To this date and time (forward only)", go: "Go",
  onlyForward: "The clock only goes forward. Choose a time later than now.",
  moved: (when) => `Sandbox clock: ${when}`,
  botSilent: "The bot does not answer. Start it, then try again.",
  troubles: "Trouble on purpose", block: "Block the bot", blockWho: (name) => `${name} blocks the bot`,
  down: "Telegram is down", downHint: "The bot cannot reach Telegram",
  guide: "Try this",
  hospital: "Hanbit",
  steps: [
    { say: "Front desk: Start, register a hospital.", side: "admin", type: "/addhospital {hospital} {date} 30" },
    { say: "Customer: press Start and book.", side: "customer", type: "/book" },
    { say: "Cancel, then book again.", side: "customer", type: "/cancel" },
    { say: "Noon the day before: a reminder.", side: "clock", type: "{eve} 12:00" },
    { say: "Delete it: the customer is told.", side: "admin", type: "/deletehospital {hospital}" },
    { say: "See everything that happened.", side: "customer", type: "/mystatus" },
  ],
  alive: "The bot is running", dead: "The bot is not running", asking: "Checking…",
  startOver: "Start over", startOverTitle: "Start over?",
  startOverText: "All chats, hospitals and bookings are deleted, and the clock returns to now.", keep: "Keep everything",
  startedOver: "Everything is new again.",
  unreachable: "Cannot reach the Telegram emulator. Connecting again…",
  bot: "bot", connecting: "Connecting…", menu: "Menu", message: "Message", send: "Send", start: "Start",
  restart: "Unblock and restart", blockedSub: "blocked bot",
  refused: (n) => `Too many messages: Telegram takes none for ${n} s`, commands: "Command menu", messages: "Conversation",
  emptyTitle: "No messages yet", emptyStart: "Press Start below to talk to the bot.",
  emptyStarted: "Send a message or open the menu.",
  edited: "edited", you: "You", said: (who) => `${who}:`, latest: "To the latest message", ok: "OK",
  copied: "Copied.", copyFailed: "Could not copy.", blank: "blank", opens: "opens a new window", copies: "copies",
  attach: "Attach", sendPhoto: "Photo", ownContact: "My contact", otherContact: "Another contact",
  badPhoto: "Could not send the photo. It must be a PNG or JPEG of at most 10 MB.",
  more: "What to do with this message", reply: "↩️ Reply", edit: "✏️ Edit", pin: "📌 Pin", unpin: "Unpin", close: "Close",
  pinnedMessage: "Pinned message", pinnedBy: (who, text) => `📌 ${who} pinned ${text ? `«${text}»` : "a message"}`,
  map: "Map", ownAccount: "on Telegram", noAccount: "in the address book only", whatItDoes: "What can this bot do?",
  download: "Download", photo: "Photo", unread: (n) => `${n} unread`, spoiler: "Press to show",
  staleKey: "This button is no longer on this message.", notSent: "Not sent. Please try again.",
};

const KEPT = "checkup-sandbox-language";
const BOOKS = { ko: KO, en: EN };
let now = BOOKS[localStorage.getItem(KEPT)] ? localStorage.getItem(KEPT)
  : navigator.language.toLowerCase().startsWith("ko") ? "ko" : "en";

export const language = () => now;
export const word = (key) => BOOKS[now][key];

export function switchLanguage() {
  now = now === "ko" ? "en" : "ko";
  localStorage.setItem(KEPT, now);
}

/** Puts words where the HTML asks for them: data-text is content, data-label the spoken name. */
export function putWords(root = document) {
  document.documentElement.lang = now;
  document.title = word("title");
  for (const each of root.querySelectorAll("[data-text]")) each.textContent = word(each.dataset.text);
  for (const each of root.querySelectorAll("[data-label]")) {
    each.setAttribute("aria-label", word(each.dataset.label));
  }
}
