"""Letters of other alphabets, and other shapes of letters, that read as a Latin one.

The pairs are facts from the Unicode Consortium's `confusables.txt` (Unicode Technical Standard 39,
Security Mechanisms), narrowed to those alphabets that people really disguise Latin words with, and
widened by letters with a stroke or a hook, small capitals and turned letters. What compatibility
normalisation (NFKC) resolves already is not repeated here: full width, mathematical, circled,
superscript. Arabic, Hebrew and the alphabets of South and East Asia are left out on purpose: their
strokes resemble l and o, and whole texts in them would turn into Latin.
"""

SHAPES = {
    "a": "ɑаαᴀɐʌⱥᶏᎪꓮ⍺ⲁꭤ",
    "b": "вьƅβʙɓƀᏴᏏꓐꞵⲃꞗ",
    "c": "сᴄϲⲥᏟꓚɕƈȼꞓↄ",
    "d": "ԁᴅɗɖđᎠᏧꓓꓒðᶁ",
    "e": "еεᴇəǝɛɇєҽᎬꓰ℮ꬲⲉ",
    "f": "ғꜰƒϝքꓝꞙꬵẝ",
    "g": "ɡɢɠǥցԍᏀᏳꓖƍᶃ",
    "h": "нʜһհħɦңћђᎻᏂꓧⲏⱨ",
    "i": "іɪιɩɨᎥꙇᴉⲓ",
    "j": "јᴊϳʝɟɉᎫꓙ",
    "k": "кκᴋƙқҟҡⱪᏦꓗⲕʞ",
    "l": "ʟłɫɬɭƚᏞꓡⳑꞁⱡ",
    "m": "мᴍɱᎷꓟⲙϻ",
    "n": "пɴոռɲŋɳƞꓠⲛ",
    "o": "оοσօᴏᴑøɵɔꓳⲟჿꬽ",
    "p": "рρᴘƥᵽᏢꓑⲣ⍴",
    "q": "ԛգզɋʠꞯ",
    "r": "гяʀɍɾɽᎡᏒᎱꓣᴦⲅꭇꭈɹ",
    "s": "ѕꜱʂƽᏕᏚꓢտȿ",
    "t": "тτᴛƭʈŧⱦᎢꓔⲧ",
    "u": "ᴜʉսꓴʋꭎꭒꞟџ",
    "v": "ѵᴠᏙꓦ",
    "w": "шщѡԝաɯᴡⱳᎳᏔꓪ",
    "x": "хχⲭꓫꭓҳ",
    "y": "уγʏүұɣƴɏყᎩᎽꓬⲩỿꭚᶌ",
    "z": "ζᴢƶȥʐʑᏃꓜⱬ",
}
"""By Latin letter, the lower-case letters that read as it."""

AMBIGUOUS = {"ı": "il", "ν": "vn", "η": "hn", "υ": "uy", "μ": "mu", "и": "nu"}
"""Letters that read as one of several, some because their capital looks like another letter."""

STROKES = "ӏꓲ⍳ꞽ"
"""Letters that are a bare stroke, as a dotless i is."""

SIGNS = {
    "|": "ǀ∣│￨",
    "!": "¡ꜝ",
    "$": "§",
    "-": "‐‑‒–−⁃",
    "'": "‘’‛′`´ʹʼˈ",
    '"': "“”„‟«»″",
    ".": "·•‧∙・◦",
    ";": "—―",
    " ": "\u2800",
}
"""By ASCII sign, others that are read, or typed, in its place."""
