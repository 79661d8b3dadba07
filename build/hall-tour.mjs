/** What a newcomer does in `npm run hall:demo`, in this order, and where. */

/** @typedef {import('./links-page.mjs').Step} Step */

/**
 * @typedef {object} Addresses
 * @property {string} boardUrl
 * @property {string} callerUrl
 * @property {string} ratingUrl
 * @property {string} statisticsUrl
 * @property {string} administratorUrl
 * @property {readonly string[]} dockUrls of the kiosks
 * @property {number} windows how many the hall has
 * @property {string | null} cityUrl what the city knows of its halls; null without NATS
 */

/**
 * The same page, already standing at a window.
 *
 * @param {string} url @param {number} number of the window
 */
function atWindow(url, number) {
  return `${url}&window=w${number}`;
}

/** @param {Addresses} addresses @returns {readonly Step[]} */
export function hallTour({
  boardUrl,
  callerUrl,
  ratingUrl,
  statisticsUrl,
  administratorUrl,
  dockUrls,
  windows,
  cityUrl,
}) {
  return [
    {
      title: '打开大屏 · Open the board',
      text: ['叫号时它显示并播报，请让它开着。', 'It shows and speaks each call. Leave it open.'],
      links: [{ name: '大屏 · Board', url: boardUrl }],
    },
    {
      title: '取号 · Take a number',
      text: [
        '在操作坞选一位虚构人员，点 kiosk-card 的“插卡”，再在自助机的画面上点要办的业务。1 号机有模拟摄像头，资格认证四种方式都能走；2 号机没有。',
        "In the dock choose a synthetic person and press 插卡 (Insert card) of kiosk-card, then touch a business on the kiosk's screen. Kiosk 1 has an emulated camera, so that all four ways of qualification authentication can be walked through there; kiosk 2 has none.",
      ],
      links: dockUrls.map((url, index) => ({
        name: `自助机 ${index + 1} · Kiosk ${index + 1}`,
        url,
      })),
    },
    {
      title: '叫号 · Call it',
      text: [
        '选您是谁，登录并开窗，然后按 F2：叫下一位。F7 办结，其余的键写在按钮上。',
        'Choose who you are, sign in, then press F2: it calls the next one. F7 finishes; the other keys stand on the buttons.',
      ],
      links: Array.from({ length: windows }, (_, index) => ({
        name: `窗口 ${index + 1} · Window ${index + 1}`,
        url: atWindow(callerUrl, index + 1),
      })),
    },
    {
      title: '评价 · Rate',
      text: [
        '各窗口前群众的屏幕；办结后按五级评价。差评会回到窗口页的“差评回访”。',
        "The citizen's screen at each window: after a service it asks for one of five grades. A bad one comes back to the window's page to be followed up.",
      ],
      links: Array.from({ length: windows }, (_, index) => ({
        name: `评价屏 ${index + 1} · Rating ${index + 1}`,
        url: atWindow(ratingUrl, index + 1),
      })),
    },
    {
      title: '看统计，改设置 · See the figures, change the hall',
      text: [
        '等候、办理、过号、转移、评价，可导出；管理页改业务、窗口、号源，也可手动结束一天。',
        'Waits, services, no-shows, transfers and grades, to be exported; administration changes businesses, windows and appointments, and ends the day by hand.',
      ],
      links: [
        { name: '统计 · Statistics', url: statisticsUrl },
        { name: '大厅管理 · Administration', url: administratorUrl },
        ...(cityUrl === null ? [] : [{ name: '全市视图 · City view (JSON)', url: cityUrl }]),
      ],
    },
  ];
}
