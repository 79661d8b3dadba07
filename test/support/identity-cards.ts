/** Synthetic identity cards of every layout; all check characters are right. */
import type { IdentityCardContent } from '#contracts/emulators.ts';

export const citizenCard: IdentityCardContent = {
  layout: 'citizen',
  name: '测试甲',
  sex: 'female',
  ethnicGroup: '01',
  birthDate: '1949-12-31',
  address: '重庆市测试区样例路１号',
  number: '11010519491231002X',
  issuer: '测试市公安局样例分局',
  validFrom: '2015-01-02',
  validTo: '长期',
};

/** Another citizen, with a name outside the basic plane and an end to the validity. */
export const otherCitizenCard: IdentityCardContent = {
  ...citizenCard,
  name: '测𠮷',
  sex: 'male',
  ethnicGroup: '05',
  birthDate: '1880-01-01',
  number: '440524188001010014',
  validTo: '2035-01-02',
};

export const hmtPermitCard: IdentityCardContent = {
  ...citizenCard,
  layout: 'hmt-permit',
  ethnicGroup: null,
  number: '810000199003072344',
  birthDate: '1990-03-07',
};

export const foreignerCard: IdentityCardContent = {
  layout: 'foreigner-permit',
  name: 'SAMPLE, PERSON ANNA-MARIA',
  sex: 'female',
  ethnicGroup: null,
  birthDate: '1988-02-29',
  address: null,
  number: 'DEU110588022908',
  issuer: '1500',
  validFrom: '2018-06-01',
  validTo: '2028-05-31',
};

export const unpublishedCard: IdentityCardContent = { ...foreignerCard, layout: 'unpublished' };
