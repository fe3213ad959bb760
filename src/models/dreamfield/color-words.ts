/** Moods and colours that words bring, each from dark to light. */
const MOODS: Readonly<Record<string, { readonly words: string; readonly colors: string }>> = {
  ocean: {
    words: 'ocean sea water wave waves underwater marine lagoon',
    colors: '#03132b #0a3d62 #0f7ea3 #2cc4c9 #c9f7ee',
  },
  deep: { words: 'abyss deep whale submarine', colors: '#010814 #04224a #0b4f8a #2a8fd0 #8fe3ff' },
  sunset: { words: 'sunset dusk evening twilight', colors: '#1b0b3a #6a1b6e #d1345b #ff7b3d #ffd27a' },
  sunrise: { words: 'sunrise dawn morning', colors: '#25315e #7a5c9e #f08a84 #ffc27d #fff1c9' },
  forest: {
    words: 'forest jungle woods moss leaf leaves tree trees fern',
    colors: '#04140c #0d3b23 #2b7a3d #7fbf4d #e4f2a1',
  },
  meadow: { words: 'meadow grass garden field spring', colors: '#123a1c #3f8f3b #93cf45 #f4e04d #fff8d6' },
  night: {
    words: 'night midnight moon moonlight moonlit dark stars starry',
    colors: '#02030d #0b1440 #2a2f86 #6a75d6 #dfe6ff',
  },
  neon: {
    words: 'neon cyber cyberpunk synthwave vapor electric laser rave',
    colors: '#07021a #3a0ca3 #f72585 #00e5ff #f8f32b',
  },
  fire: {
    words: 'fire flame flames lava ember embers magma volcano inferno',
    colors: '#120203 #5c0a08 #c81d0e #ff7a18 #ffe08a',
  },
  ice: { words: 'ice snow winter arctic frost frozen glacier', colors: '#0b2545 #3b7ea1 #8ecbe0 #d3f0f7 #ffffff' },
  desert: { words: 'desert sand dune dunes sahara canyon clay', colors: '#3b1a0f #8c4a24 #d08a45 #f0c987 #fff0d2' },
  aurora: { words: 'aurora borealis northern lights', colors: '#03101f #0b3c5d #12a87b #7cf5a6 #d9a7ff' },
  space: {
    words: 'space galaxy nebula cosmic cosmos universe planet stardust',
    colors: '#05010f #2b0f54 #8b2fc9 #ff5d8f #ffd6a5',
  },
  blossom: {
    words: 'blossom cherry sakura petal petals flower flowers rose roses peony',
    colors: '#3d0f2b #a3295e #ef6f9a #ffb7c9 #fff0f2',
  },
  autumn: { words: 'autumn fall maple harvest pumpkin', colors: '#2a0f08 #7d1f12 #c8501b #eaa23b #f7e3a1' },
  storm: {
    words: 'storm rain thunder cloud clouds fog mist misty tempest',
    colors: '#0c1118 #2b3a4d #5f7a91 #a7bccb #f0f5f7',
  },
  coral: { words: 'coral reef tropical tropics flamingo', colors: '#04364a #0fa3a3 #ff6f61 #ffb385 #fff1d0' },
  candy: {
    words: 'candy bubblegum pastel unicorn sugar cotton marshmallow',
    colors: '#6d4fc2 #ff7ac6 #ffb3de #9de7ff #fffbe0',
  },
  gold: { words: 'gold golden honey amber brass', colors: '#1f1203 #6b430a #c98a16 #ffcf4a #fff4c4' },
  jade: { words: 'jade emerald mint', colors: '#01201a #046b52 #12b886 #7af0c0 #eafff5' },
  lavender: { words: 'lavender lilac wisteria iris', colors: '#241546 #5b3fa0 #9a7fe0 #cfbcff #f6f0ff' },
  peacock: { words: 'peacock feather hummingbird butterfly', colors: '#021c2b #064e8a #0aa6a1 #6bd44a #f3d250' },
  wine: { words: 'wine velvet burgundy plum', colors: '#14020a #4b0a26 #8f1d45 #cf5574 #f6c3c6' },
  copper: {
    words: 'copper rust bronze steampunk coffee chocolate brown wood',
    colors: '#150a06 #4a2312 #93502a #cf8a54 #f3d9b8',
  },
  steel: {
    words: 'silver steel chrome metal mercury grey gray stone',
    colors: '#0d0f12 #343b45 #707c8a #b3bec9 #f7fafc',
  },
  red: { words: 'red scarlet crimson ruby blood', colors: '#1a0206 #6d0715 #cf1230 #ff5a5a #ffd5c8' },
  orange: { words: 'orange tangerine mango apricot', colors: '#2a0d02 #8a3305 #f26a0f #ffa64d #ffe7c2' },
  yellow: { words: 'yellow lemon sun sunny sunshine sunflower', colors: '#3a2703 #a87908 #f5c211 #ffe45c #fffbd6' },
  green: { words: 'green lime', colors: '#03180a #0a5a22 #1fb041 #7fe35a #edffd0' },
  teal: { words: 'teal cyan turquoise aqua', colors: '#011d23 #05606b #0fb5b5 #6fe9dc #e6fffa' },
  blue: { words: 'blue sapphire cobalt azure sky', colors: '#020a2b #0a2f8f #1f6fff #6fb7ff #e2f2ff' },
  purple: { words: 'purple violet indigo amethyst', colors: '#12042b #43108f #8a2be2 #c07bff #f1e0ff' },
  pink: { words: 'pink magenta fuchsia', colors: '#2b0420 #8f0f63 #f0309c #ff86c8 #ffe6f3' },
  black: { words: 'black ink shadow noir obsidian', colors: '#000000 #0b0b10 #24242e #6b6b7a #e8e8ef' },
  white: { words: 'white pearl ivory milk porcelain', colors: '#8a8fa3 #c4c8d4 #e6e8ee #f6f6f3 #ffffff' },
};

const BY_WORD: ReadonlyMap<string, readonly string[]> = new Map(
  Object.values(MOODS).flatMap(({ words, colors }) => words.split(' ').map((word) => [word, colors.split(' ')])),
);

/** The colours that a word brings, as `#rrggbb` from dark to light; nothing for a word without colour. */
export function colorsOfWord(word: string): readonly string[] | undefined {
  return BY_WORD.get(word);
}
