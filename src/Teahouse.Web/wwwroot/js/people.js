// Finds Chinese names by the first letters of their pinyin, as one types them: zs for 张三.
const names = new Intl.Collator("zh-Hans-CN-u-co-pinyin");

// The first character of each letter in the pinyin order that browsers carry with them. Nothing begins with i, u or v.
const firsts = [..."阿八嚓咑妸发旮哈丌咔垃妈拏噢妑七呥仨他屲夕丫帀"];
const letters = "abcdefghjklmnopqrstwxyz";

// Family names that are read otherwise than the same character elsewhere.
const surnames = {
  曾: "z", 单: "s", 解: "x", 仇: "q", 朴: "p", 查: "z", 翟: "z",
  区: "o", 尉: "y", 盖: "g", 缪: "m", 覃: "q", 召: "s", 种: "c", 秘: "b", 冼: "x", 员: "y",
};

function letterOf(character) {
  if (!/\p{Script=Han}/u.test(character)) return character.toLowerCase();
  let found = "";
  for (let i = 0; i < firsts.length && names.compare(firsts[i], character) <= 0; i++) found = letters[i];
  return found;
}

/** For each name the first letters of its characters; a family name with a reading of its own gives a second word. */
export function initials(list) {
  return list.map(name => {
    const all = [...name].map(letterOf);
    const surname = surnames[[...name][0]];
    const plain = all.join("");
    return surname && surname !== all[0] ? `${plain} ${surname}${all.slice(1).join("")}` : plain;
  });
}
