/** What the ticket's QR says: number, business day and audit number; nothing of the person. */
export function ticketQr(number: string, businessDay: string, audit: string): string {
  return `YKT1:${businessDay}:${number}:${audit}`;
}
