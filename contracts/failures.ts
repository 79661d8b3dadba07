/**
 * The one catalogue of expected failures. A code that is not here does not exist.
 * `card` names the error card that a citizen sees, `event` the entry in the log's catalogue,
 * `message` and `remedy` are for staff, technicians and scripts.
 */
import { z } from 'zod';

import type { ErrorCardId } from './error-cards.ts';
import type { LogEventName } from './log-events.ts';
import type { Text } from './text.ts';

interface FailureEntry {
  readonly card: ErrorCardId;
  readonly event: LogEventName;
  readonly message: Text;
  readonly remedy: Text;
}

function entry(
  card: ErrorCardId,
  event: LogEventName,
  message: readonly [zh: string, en: string],
  remedy: readonly [zh: string, en: string],
): FailureEntry {
  return {
    card,
    event,
    message: { zh: message[0], en: message[1] },
    remedy: { zh: remedy[0], en: remedy[1] },
  };
}

export const failures = {
  // PC/SC readers and cards
  'no-reader': entry(
    'device-down',
    'card-failed',
    ['没有找到读卡器', 'No card reader was found'],
    ['检查读卡器的 USB 线和供电', "Check the reader's USB cable and power"],
  ),
  'no-card': entry(
    'card-again',
    'card-failed',
    ['读卡器上没有卡', 'There is no card in the reader'],
    ['请放卡后再试', 'Insert a card and try again'],
  ),
  'card-removed': entry(
    'card-too-early',
    'card-failed',
    ['读卡时卡被取走', 'The card was removed while it was being read'],
    ['请持卡人重新放卡，等提示后再取', 'Ask for the card again; take it out only when told'],
  ),
  'card-mute': entry(
    'card-again',
    'card-failed',
    ['卡片没有应答复位', 'The card did not answer to reset'],
    [
      '换个方向再插；仍不行请清洁芯片或换卡',
      'Turn the card round; if it stays mute, clean the chip or have the card replaced',
    ],
  ),
  'card-exchange-failed': entry(
    'card-again',
    'card-failed',
    ['与卡片通信失败', 'The exchange with the card failed'],
    ['重新放卡；多张卡都失败时检查读卡器', 'Insert the card again; if several cards fail, check the reader'],
  ),
  'card-damaged': entry(
    'card-unreadable',
    'card-failed',
    ['卡内数据不完整或无法解析', "The card's data is incomplete or cannot be parsed"],
    ['建议补换卡', 'Advise the holder to have the card replaced'],
  ),
  'card-expired': entry(
    'card-expired',
    'card-failed',
    ['社会保障卡已过有效期', 'The social-security card has expired'],
    ['引导办理换卡', 'Lead the holder to card replacement'],
  ),
  'not-a-social-security-card': entry(
    'not-our-card',
    'card-failed',
    ['不是社会保障卡', 'Not a social-security card'],
    ['请改用社会保障卡、身份证或渝快码', 'Use a social-security card, an identity card or a code instead'],
  ),
  'unsupported-version': entry(
    'not-our-card',
    'card-failed',
    ['卡规范版本未知', "The card's specification version is not known"],
    [
      '记录版本号并上报；请持卡人改用身份证',
      'Note the version and report it; ask for an identity card instead',
    ],
  ),
  'reader-lost': entry(
    'device-down',
    'card-failed',
    ['读卡器断开', 'The reader was unplugged'],
    ['重新插好读卡器', 'Plug the reader in again'],
  ),
  'pcsc-unavailable': entry(
    'device-down',
    'card-failed',
    ['PC/SC 服务不可用', 'The PC/SC service is not available'],
    [
      '安装并启动 pcscd：apt-get install pcscd，systemctl start pcscd',
      'Install and start pcscd: apt-get install pcscd, systemctl start pcscd',
    ],
  ),
  'too-many-readers': entry(
    'device-down',
    'card-failed',
    ['读卡器数量超过支持上限', 'More readers are connected than the library supports'],
    ['拔掉不用的读卡器（最多 4 个）', 'Unplug readers that are not needed (4 at most)'],
  ),

  // Identity card through SAM_V
  'identity-card-unreadable': entry(
    'card-again',
    'identity-card-failed',
    ['身份证读取失败', 'The identity card could not be read'],
    ['请平放身份证，等提示后再取', 'Lay the card flat and leave it until told'],
  ),
  'identity-card-unsupported': entry(
    'not-our-card',
    'identity-card-failed',
    ['身份证件版式未公开，不支持', "This identity document's layout is not supported"],
    ['请改用社会保障卡或到窗口', 'Use a social-security card or go to a window'],
  ),
  'identity-card-expired': entry(
    'identity-card-expired',
    'identity-card-failed',
    ['身份证已过有效期', 'The identity card has expired'],
    ['请持证人到窗口', 'Ask the holder to go to a window'],
  ),
  'sam-refused': entry(
    'device-down',
    'identity-card-failed',
    [
      '身份证安全模块拒绝（未授权或自检失败）',
      "The identity reader's SAM refused (unauthorised or self-test failed)",
    ],
    ['联系读卡器厂家', "Contact the reader's maker"],
  ),

  // Codes
  'unknown-code': entry(
    'code-unknown',
    'code-failed',
    ['无法识别的码，未发送到任何地方', 'Unknown code; it was sent nowhere'],
    ['请出示渝快码或电子社保卡', 'Ask for a Yukuai code or an electronic social-security card'],
  ),
  'code-unreadable': entry(
    'code-again',
    'code-failed',
    ['扫码数据不完整', 'The scan was incomplete'],
    ['请调亮屏幕再扫一次', 'Ask for a brighter screen and scan again'],
  ),
  'code-expired': entry(
    'code-again',
    'code-failed',
    ['码已过期', 'The code has expired'],
    ['请刷新后再扫', 'Ask to refresh the code and scan again'],
  ),
  'code-refused': entry(
    'code-again',
    'code-failed',
    ['验码方拒绝此码', 'The verifier refused the code'],
    ['请刷新后再扫；仍不行请用卡', 'Ask to refresh; if it fails again, use a card'],
  ),

  // Gate
  'gate-no-answer': entry(
    'gate-desk',
    'gate-failed',
    ['闸机控制板无应答', "The gate's relay board does not answer"],
    ['检查 RS-485 接线、地址和波特率', 'Check the RS-485 wiring, the unit address and the baud rate'],
  ),
  'gate-refused': entry(
    'gate-desk',
    'gate-failed',
    ['闸机控制板拒绝命令', "The gate's relay board refused the command"],
    ['核对 Modbus 地址映射', 'Check the Modbus address map'],
  ),
  'gate-not-used': entry(
    'gate-not-used',
    'gate-failed',
    ['开闸后无人通过，已关闭', 'Nobody passed; the gate has closed again'],
    ['请重新刷卡', 'Ask for the card again'],
  ),
  'gate-stuck': entry(
    'gate-desk',
    'gate-failed',
    ['通行传感器持续触发', 'A passage sensor stays on'],
    ['清除障碍物或检查传感器', 'Clear the way or check the sensor'],
  ),
  'gate-emergency': entry(
    'gate-emergency',
    'gate-failed',
    ['紧急释放已触发', 'The emergency release is on'],
    ['解除紧急按钮后恢复', 'Reset the emergency button to resume'],
  ),

  // Ticket printer
  'printer-offline': entry(
    'print-failed',
    'print-failed',
    ['打印机离线', 'The printer is offline'],
    ['检查电源、连线和在线键', 'Check power, cable and the online key'],
  ),
  'printer-paper-out': entry(
    'print-failed',
    'print-failed',
    ['打印机缺纸', 'The printer is out of paper'],
    ['换纸卷', 'Put in a new roll'],
  ),
  'printer-cover-open': entry(
    'print-failed',
    'print-failed',
    ['打印机盖未合上', "The printer's cover is open"],
    ['合上机盖', 'Close the cover'],
  ),
  'printer-cutter-error': entry(
    'print-failed',
    'print-failed',
    ['切刀故障', 'The cutter has jammed'],
    ['清除卡纸后重启打印机', 'Clear the jam and restart the printer'],
  ),
  'printer-error': entry(
    'print-failed',
    'print-failed',
    ['打印机故障', 'The printer reports an error'],
    ['重启打印机', 'Restart the printer'],
  ),
  'print-unproven': entry(
    'print-failed',
    'print-failed',
    ['无法确认是否已打印', 'It could not be proved that the ticket was printed'],
    ['请看出票口；没有就在屏幕上补打', 'Look at the paper slot; reprint from the screen if it is empty'],
  ),

  // Any device
  'device-no-answer': entry(
    'device-down',
    'device-failed',
    ['设备无应答', 'The device does not answer'],
    ['检查供电和连线', 'Check power and cable'],
  ),
  'device-garbled': entry(
    'device-down',
    'device-failed',
    ['设备应答无法解析', "The device's answer cannot be parsed"],
    ['检查波特率和接线', 'Check the baud rate and the wiring'],
  ),
  'device-out-of-order': entry(
    'device-down',
    'device-failed',
    ['设备停用：多次重启无效', 'The device is out of order: restarts did not help'],
    ['检查设备后在维护页重新启用', 'Check the device, then enable it on the technician page'],
  ),
  'device-restarting': entry(
    'device-down',
    'device-failed',
    ['设备服务正在重启', 'The device host is restarting'],
    ['稍候自动恢复', 'It comes back by itself; wait a moment'],
  ),
  'device-unknown': entry(
    'device-down',
    'device-failed',
    ['配置中没有此设备', 'The configuration has no such device'],
    ['核对配置中的设备编号', "Check the device's id in the configuration"],
  ),
  'port-unavailable': entry(
    'device-down',
    'device-failed',
    ['端口打不开', 'The port cannot be opened'],
    ['检查端口名、权限和占用', "Check the port's name, its permissions and who else uses it"],
  ),
  'port-lost': entry(
    'device-down',
    'device-failed',
    ['端口断开', 'The port was lost'],
    ['重新插好设备', 'Plug the device in again'],
  ),
  timeout: entry(
    'try-again',
    'device-failed',
    ['超时', 'Timed out'],
    ['重试；反复超时请检查设备', 'Try again; if it keeps timing out, check the device'],
  ),
  aborted: entry(
    'try-again',
    'device-failed',
    ['操作被取消', 'The operation was cancelled'],
    ['需要时重试', 'Try again if needed'],
  ),

  // Who it is
  'card-not-activated': entry(
    'card-state',
    'identify-failed',
    ['社会保障卡未启用', 'The card has not been activated'],
    ['引导到窗口启用', 'Lead the holder to a window to activate it'],
  ),
  'card-lost': entry(
    'card-state',
    'identify-failed',
    ['社会保障卡已挂失', 'The card was reported lost'],
    ['请到窗口', 'Ask the holder to go to a window'],
  ),
  'card-cancelled': entry(
    'card-state',
    'identify-failed',
    ['社会保障卡已注销', 'The card was cancelled'],
    ['请到窗口', 'Ask the holder to go to a window'],
  ),
  'person-unknown': entry(
    'person-unknown',
    'identify-failed',
    ['平台没有此人信息', 'The platform does not know this person'],
    ['请到窗口核实', 'Have it checked at a window'],
  ),
  'person-deceased': entry(
    'person-record',
    'identify-failed',
    ['平台记录需人工核实', "The platform's record needs checking by a person"],
    ['请到窗口核实，勿在屏幕上说明原因', 'Have it checked at a window; do not state the cause on a screen'],
  ),
  'person-record': entry(
    'person-record',
    'identify-failed',
    ['卡内持卡人与平台不一致，需人工核实', 'The card and the platform name different holders'],
    ['请到窗口核实；可能是复制的卡', 'Have it checked at a window; the card may be a copy'],
  ),
  'service-not-allowed': entry(
    'service-not-allowed',
    'identify-failed',
    ['此证件不能在本机办理', 'Not available here with this credential'],
    ['请到窗口', 'Lead the person to a window'],
  ),

  // Platform
  'platform-unreachable': entry(
    'platform-away',
    'platform-failed',
    ['连不上一卡通平台', 'The one-card platform cannot be reached'],
    ['检查网络；平台恢复后自动续传', 'Check the network; what is pending is sent by itself'],
  ),
  'platform-slow': entry(
    'platform-away',
    'platform-failed',
    ['一卡通平台响应超时', 'The one-card platform did not answer in time'],
    ['稍后再试；持续请联系平台值班', "Try later; if it lasts, call the platform's duty desk"],
  ),
  'platform-nonsense': entry(
    'platform-away',
    'platform-failed',
    ['一卡通平台应答不合约定', "The platform's answer breaks the contract"],
    ['保留日志并联系平台值班', "Keep the log and call the platform's duty desk"],
  ),
  'platform-error': entry(
    'platform-away',
    'platform-failed',
    ['一卡通平台内部错误', 'The platform reports an internal error'],
    ['稍后再试；持续请联系平台值班', "Try later; if it lasts, call the platform's duty desk"],
  ),
  'platform-refused': entry(
    'platform-away',
    'platform-failed',
    ['平台拒绝本终端', 'The platform refused this terminal'],
    ['核对终端凭据', "Check the terminal's credentials"],
  ),

  // Hall
  'business-unknown': entry(
    'business-closed',
    'hall-failed',
    ['没有此业务', 'There is no such business'],
    ['核对业务配置', 'Check the businesses in the configuration'],
  ),
  'business-closed': entry(
    'business-closed',
    'hall-failed',
    ['此业务现在不取号', 'No numbers are given for this business now'],
    ['核对取号时间', "Check the business's hours"],
  ),
  'ticket-unknown': entry(
    'try-again',
    'hall-failed',
    ['没有此号', 'There is no such ticket'],
    ['核对号码；确实没有的，请群众重新取号', 'Check the number; if there is none, a new one has to be taken'],
  ),
  'window-unknown': entry(
    'try-again',
    'hall-failed',
    ['没有此窗口', 'There is no such window'],
    ['核对窗口配置', 'Check the windows in the configuration'],
  ),
  'operator-unknown': entry(
    'try-again',
    'hall-failed',
    ['没有此工作人员', 'There is no such member of staff'],
    ['核对人员配置', 'Check the staff in the configuration'],
  ),
  'session-ended': entry(
    'try-again',
    'hall-failed',
    ['窗口登录已结束', 'The sign-in at this window has ended'],
    ['请重新登录窗口', 'Sign in to the window again'],
  ),
  'window-closed': entry(
    'try-again',
    'hall-failed',
    ['窗口没有开着', 'The window is not open'],
    ['先打开窗口；转到别处时选开着的窗口', 'Open the window first; for a transfer choose one that is open'],
  ),
  'window-busy': entry(
    'try-again',
    'hall-failed',
    ['窗口还有未办结的号', 'The window still has a ticket'],
    ['先办结、过号或挂起当前号', 'Finish, pass over or park the ticket first'],
  ),
  'window-empty': entry(
    'try-again',
    'hall-failed',
    ['窗口没有当前号', 'The window has no ticket'],
    ['请先叫号', 'Call a ticket first'],
  ),
  'ticket-elsewhere': entry(
    'try-again',
    'hall-failed',
    ['此号刚被别处叫走，或已经处理', 'The ticket was just called or dealt with elsewhere'],
    ['看它现在在哪里', 'Look where the ticket is now'],
  ),
  'key-reused': entry(
    'try-again',
    'hall-failed',
    ['这一步和之前发出的一步混在一起，没有做', 'This was mixed up with an earlier request, and not done'],
    [
      '看现在的状态，再做一次',
      'Look how things stand, and do it again (programs: a new key for each request)',
    ],
  ),
  'configuration-conflict': entry(
    'try-again',
    'hall-failed',
    ['配置已被他人修改', 'Somebody else changed the configuration meanwhile'],
    ['重新读取后再改', 'Read it again and repeat the change'],
  ),
  'configuration-invalid': entry(
    'try-again',
    'hall-failed',
    ['配置有误', 'The configuration is not valid'],
    ['按提示修改', 'Correct what the detail names'],
  ),
  'appointment-unknown': entry(
    'try-again',
    'hall-failed',
    ['没有此预约', 'There is no such appointment'],
    ['核对预约，或直接取号', 'Check the appointment, or take an ordinary number'],
  ),
  'slot-full': entry(
    'try-again',
    'hall-failed',
    ['该时段已约满', 'The time is fully booked'],
    ['请选择其他时段', 'Choose another time'],
  ),
  'rating-early': entry(
    'try-again',
    'hall-failed',
    ['办结后才能评价', 'A rating is possible once the service is finished'],
    ['办结后再评价', 'Rate it after it is finished'],
  ),
  'follow-up-unknown': entry(
    'try-again',
    'hall-failed',
    ['没有此回访', 'There is no such follow-up'],
    ['刷新列表', 'Read the list again'],
  ),
  'lease-unknown': entry(
    'number-unavailable',
    'hall-failed',
    ['没有此号段', 'There is no such block of numbers'],
    ['重新领取号段', 'Ask for a new block'],
  ),
  'lease-number-taken': entry(
    'number-unavailable',
    'hall-failed',
    ['号段中的号已被使用', 'The number of the block is taken already'],
    ['检查是否有两台终端使用同一数据', 'Check whether two machines run on the same data'],
  ),
  'help-unknown': entry(
    'try-again',
    'hall-failed',
    [
      '这个求助已经有人去了，或已取消',
      'Somebody has gone there already, or the call for help was taken back',
    ],
    ['不用再去', 'Nothing more has to be done'],
  ),
  'request-invalid': entry(
    'try-again',
    'request-refused',
    ['服务器看不懂这一步，没有做', 'The request was not understood, and nothing was done'],
    [
      '刷新页面再试；还不行就告诉维护人员（接口：按接口文档修改请求）',
      "Reload the page and try again, then tell the maintainers (programs: the hall's OpenAPI document)",
    ],
  ),
  'too-many-requests': entry(
    'try-again',
    'request-refused',
    ['请求过多', 'Too many requests'],
    ['稍候再试', 'Wait and try again'],
  ),
  'hall-unavailable': entry(
    'number-unavailable',
    'hall-failed',
    ['排队服务不可用', 'The queue is not available'],
    ['检查排队服务', 'Check the hall server'],
  ),
  'hall-database-unavailable': entry(
    'number-unavailable',
    'hall-failed',
    ['大厅的数据库连不上或不能用', "The hall's database cannot be reached or used"],
    [
      '按括号里的原因检查大厅的数据库：--database 的地址和库名、用户和密码（PGPASSWORD 或 .pgpass）；库须归该用户所有',
      "Check the hall's database for what the brackets say: the address and name in --database, the user and password (PGPASSWORD or .pgpass), and that this user owns the database",
    ],
  ),
  'kiosk-token-invalid': entry(
    'number-unavailable',
    'hall-failed',
    ['没有大厅服务器认可的终端令牌', 'The station has no kiosk token that its hall server takes'],
    [
      '在配置 hall.server.tokenFile 所指的文件里只写一行：大厅服务器 hall-tokens.json 中 kiosk 的一个令牌；写好后重新启动本机程序',
      "Put a single line into the file that hall.server.tokenFile names: one kiosk token, out of `kiosk` in the hall server's hall-tokens.json; then start the station again",
    ],
  ),
  'hall-address-refused': entry(
    'number-unavailable',
    'hall-failed',
    [
      '大厅服务器不认终端所用的这个地址',
      'The hall server does not know the address by which the station calls it',
    ],
    [
      '在配置 hall.server.url 里写大厅服务器的 IP 地址和端口；要用名称的，把同样的名称和端口写进大厅服务器配置的 publicUrl；改好后重新启动',
      "Write the hall server's IP address and port into hall.server.url; for a name, put the same name and port into publicUrl of the hall server's file; then start again",
    ],
  ),

  // Qualification authentication
  'face-mismatch': entry(
    'face-not-matched',
    'qualification-failed',
    ['人脸与登记照片不一致', 'The face does not match the one on file'],
    [
      '核对是否本人；照片过旧请重新登记',
      'See whether it is the person; take a new picture on file if it is old',
    ],
  ),
  'face-not-live': entry(
    'face-not-live',
    'qualification-failed',
    ['活体检测未通过', 'The liveness check was not passed'],
    ['请慢慢按提示做动作；可疑时当面核对', 'Ask to follow the prompts slowly; check in person if in doubt'],
  ),
  'face-several': entry(
    'face-several',
    'qualification-failed',
    ['画面中不止一人', 'There is more than one person in the picture'],
    ['请旁人退后', 'Ask others to step back'],
  ),
  'face-not-found': entry(
    'face-not-seen',
    'qualification-failed',
    ['规定时间内没有合格的人脸画面', 'No usable face was seen in time'],
    [
      '检查光线和摄像头高度；可用低位操作',
      'Check the light and the height of the camera; seated mode may help',
    ],
  ),
  'camera-denied': entry(
    'camera-down',
    'qualification-failed',
    ['浏览器不允许使用摄像头', 'The browser does not allow the camera'],
    [
      '检查浏览器策略；用 npm start 或 Electron 启动',
      'Check the browser’s policy; start with npm start or Electron',
    ],
  ),
  'camera-missing': entry(
    'camera-down',
    'qualification-failed',
    ['没有找到摄像头', 'No camera was found'],
    ['检查摄像头的 USB 线', 'Check the camera’s USB cable'],
  ),
  'camera-lost': entry(
    'camera-down',
    'qualification-failed',
    ['摄像头断开', 'The camera was unplugged'],
    ['重新插好摄像头', 'Plug the camera in again'],
  ),
  'face-models-missing': entry(
    'camera-down',
    'qualification-failed',
    ['人脸模型加载失败', 'The face models could not be loaded'],
    ['重新安装软件包（npm ci）', 'Install the packages again (npm ci)'],
  ),
  'face-engine-failed': entry(
    'camera-down',
    'qualification-failed',
    ['人脸比对程序出错', 'The face engine failed'],
    ['看日志；自动重启', 'See the log; it restarts by itself'],
  ),
  'finger-mismatch': entry(
    'finger-not-matched',
    'qualification-failed',
    ['指纹与登记的不一致', 'The fingerprint does not match the one on file'],
    [
      '核对是否本人；可换一个手指重新登记',
      'See whether it is the person; another finger can be taken on file',
    ],
  ),
  'finger-unreadable': entry(
    'finger-unreadable',
    'qualification-failed',
    ['指纹图像不合格', 'The fingerprint could not be read'],
    ['擦净采集面；手指干可哈气', 'Clean the reader; breathe on a dry finger'],
  ),
  'finger-absent': entry(
    'finger-unreadable',
    'qualification-failed',
    ['规定时间内没有按手指', 'No finger was put on the reader in time'],
    ['请持续按住', 'Ask to keep the finger on the reader'],
  ),
  'fingerprint-unavailable': entry(
    'finger-down',
    'qualification-failed',
    ['本机没有指纹库', 'The fingerprint library is not available on this machine'],
    [
      '安装 libfprint-2-2 并重新构建；原因见详情',
      'Install libfprint-2-2 and build again; the detail says why',
    ],
  ),
  'fingerprint-refused': entry(
    'finger-down',
    'qualification-failed',
    ['指纹模块拒绝命令', 'The fingerprint module refused a command'],
    ['核对配置中的口令；原因见详情', 'Check the password in the configuration; the detail says why'],
  ),
  'template-unusable': entry(
    'not-enrolled',
    'qualification-failed',
    ['登记的指纹模板本机读不了', 'The template on file cannot be read by this reader'],
    ['用本机重新登记', 'Take the finger on file with this kind of reader'],
  ),
  'not-enrolled': entry(
    'not-enrolled',
    'qualification-failed',
    ['平台没有此人的登记', 'Nothing of this person is on file to compare with'],
    ['到窗口登记', 'Have it taken on file at a window'],
  ),
  'attempt-too-soon': entry(
    'attempt-too-soon',
    'qualification-failed',
    ['一分钟内重复认证', 'A second attempt within a minute'],
    ['请等一分钟', 'Wait a minute'],
  ),
  'staff-unknown': entry(
    'staff-unknown',
    'qualification-failed',
    ['不是工作人员的卡', 'Not a card of a member of staff'],
    ['请刷本人的卡；平台须有登记', 'Present your own card; the platform must know you as staff'],
  ),
  'staff-self': entry(
    'staff-self',
    'qualification-failed',
    ['不能确认自己', 'Nobody may confirm oneself'],
    ['请另一位工作人员确认', 'Ask another member of staff'],
  ),
  'proxy-refused': entry(
    'proxy-refused',
    'qualification-failed',
    ['代办人不能代替本人认证', 'A proxy cannot authenticate for the person'],
    ['引导预约上门', 'Offer a home visit'],
  ),
  'qualification-refused': entry(
    'qualification-refused',
    'qualification-failed',
    ['平台不接受这次认证', 'The platform did not accept the authentication'],
    ['请到窗口当面核实', 'Have it checked at a window'],
  ),

  // Storage and start
  'disk-full': entry(
    'number-unavailable',
    'store-failed',
    ['磁盘已满，暂停办理以免丢失', 'The disk is full; nothing is accepted so that nothing is lost'],
    ['清理数据盘，恢复后自动继续', 'Free space on the data disk; work resumes by itself'],
  ),
  'store-unwritable': entry(
    'number-unavailable',
    'store-failed',
    ['数据无法写入', 'The data cannot be written'],
    ['检查数据盘和权限', 'Check the data disk and its permissions'],
  ),
  'store-damaged': entry(
    'number-unavailable',
    'store-failed',
    ['数据库文件损坏', 'The database file is damaged'],
    ['停机，用备份恢复；勿删除原文件', 'Stop; restore from a backup; do not delete the file'],
  ),
  'store-newer': entry(
    'number-unavailable',
    'store-failed',
    ['数据库由更新的版本写成', 'The database was written by a newer version'],
    ['升级软件，或换一个数据目录', 'Upgrade the software, or use another data folder'],
  ),
  'data-in-use': entry(
    'number-unavailable',
    'store-failed',
    ['另一个进程正在使用此数据目录', 'Another station uses this data folder'],
    ['先停止另一个，或换一个数据目录', 'Stop the other one first, or use another data folder'],
  ),
  'audit-broken': entry(
    'number-unavailable',
    'store-failed',
    ['审计链被改动', 'The audit chain was changed'],
    ['保全数据目录并上报', 'Secure the data folder and report it'],
  ),
  'config-invalid': entry(
    'number-unavailable',
    'config-failed',
    ['配置有误', 'The configuration is not valid'],
    ['按列出的路径逐条修改', 'Correct it at the paths listed'],
  ),
  'not-permitted': entry(
    'try-again',
    'request-refused',
    ['这里不允许这样做', 'This is not permitted from here'],
    ['向管理员要新的链接，从那里打开', 'Ask the administrator for a new link and open the page from there'],
  ),
} as const satisfies Record<string, FailureEntry>;

export type FailureCode = keyof typeof failures;

function isFailureCode(text: string): text is FailureCode {
  return Object.hasOwn(failures, text);
}

/** Marked pure: pages take the catalogue, and their bundles leave zod out. */
export const failureCodeSchema = /* @__PURE__ */ z.custom<FailureCode>(
  (value) => typeof value === 'string' && isFailureCode(value),
  'a code of the catalogue',
);
export const failureSchema = /* @__PURE__ */ z.object({
  code: failureCodeSchema,
  detail: /* @__PURE__ */ z.string().exactOptional(),
});
