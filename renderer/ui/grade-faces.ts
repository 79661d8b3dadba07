/** Five faces of 五级好差评 on a 48 grid, drawn for this project: mouth, eyes and brows differ, so that no colour is needed. */

interface GradeFace {
  readonly mouth: string;
  readonly eyes: string;
  /** Empty: none. */
  readonly brows: string;
}

/** Grade 1 first. */
export const gradeFaces: readonly GradeFace[] = [
  { mouth: 'M15 36c2-6 16-6 18 0', eyes: 'M17 22v.1M31 22v.1', brows: 'M12 14l8 4M36 14l-8 4' },
  { mouth: 'M16 34c4-3 12-3 16 0', eyes: 'M17 21v.1M31 21v.1', brows: '' },
  { mouth: 'M16 33h16', eyes: 'M17 21v.1M31 21v.1', brows: '' },
  { mouth: 'M15 30c4 5 14 5 18 0', eyes: 'M17 21v.1M31 21v.1', brows: '' },
  { mouth: 'M13 28h22c-1 13-21 13-22 0Z', eyes: 'M13 21c1-4 6-4 7 0M28 21c1-4 6-4 7 0', brows: '' },
];
