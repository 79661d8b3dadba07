/** What people see while the station is not there yet, or not there any more. */
export const waitingPage = `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<title>一卡通</title>
<style>
  body { margin: 0; height: 100vh; display: grid; place-content: center; gap: 1.2em; text-align: center;
         background: #eef2f3; color: #10393f; font: 48px/1.4 "Noto Sans SC", "Noto Sans CJK SC", sans-serif; }
  p { margin: 0; } p + p { font-size: 0.6em; }
</style>
<p>本机正在准备，请稍候</p>
<p>如果一直停在这里，请找工作人员；人工窗口照常办理</p>
<p lang="en">This machine is getting ready. If this stays, please ask a member of staff.</p>
</html>
`;

export const waitingPageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
};
