const whole = new Intl.NumberFormat("en-US"); // made once: making it takes longer than using it

/** A count as it is read: 1,234,567. */
export const number = (n: number): string => whole.format(n);
