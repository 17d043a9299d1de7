// The middle of every programme's journey: returned once, corrected, passed, handed in on paper.
import { decide, judgeAll, nameDefect, openCheck, override, takePaper } from './office.mjs';
import { fill, saved } from './form.mjs';
import { isPdf, versionCode } from './society.mjs';
import { DESK, PHONE, Person } from './person.mjs';

/** The office returns the application with a defect at a field; the society corrects it on a phone and submits again. */
export async function returnedAndCorrected(house, { association, office, society, address, number, field, defect, demand, correction }) {
  const officer = await Person.signedIn(house, office);
  await openCheck(officer, association, number);
  await officer.findsPageSound();
  await nameDefect(officer, field, defect, demand);
  await decide(officer, 'return');
  await officer.leave();

  const secretary = await Person.signedIn(house, society, PHONE);
  await secretary.open(address);
  await secretary.sees(defect);
  await secretary.findsPageSound();
  await fill(secretary, { [field]: correction });
  await saved(secretary);
  await secretary.page.reload();
  await secretary.press('重新提交');
  await secretary.sees('待形式审查');
  await secretary.leave();
}

/** The office sees what changed, judges every item and passes the application. */
export async function passed(house, { association, office, number, changed, reason }) {
  const officer = await Person.signedIn(house, office);
  await openCheck(officer, association, number);
  if (changed) await officer.sees(changed, '.kx-diff');
  await judgeAll(officer);
  await override(officer, reason || '经核实，同意受理。');
  await decide(officer, 'pass');
  await officer.leave();
}

/** The society prints, the office takes the sealed copy by its code. */
export async function printedAndTaken(house, { association, office, society, address, day }) {
  const secretary = await Person.signedIn(house, society, DESK);
  await secretary.open(address);
  const code = await versionCode(secretary);
  await isPdf(secretary, `${address}/application.pdf`);
  await isPdf(secretary, `${address}/receipt.pdf`);
  await secretary.leave();
  const officer = await Person.signedIn(house, office);
  await takePaper(officer, association, code, day);
  await officer.findsPageSound();
  await officer.leave();
  return code;
}
