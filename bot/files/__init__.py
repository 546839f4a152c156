"""What comes with a message, made readable: texts, pictures, documents, sound.

What a file is, its content tells: names and announced types are often wrong. Pillow is used in this
package only, and documents are read in `bot.documents`.
"""

from bot.files.contents import words_in
from bot.files.frames import framed
from bot.files.gathering import fetched, gather
from bot.files.material import Material, Raw
from bot.files.outgoing import words_of
from bot.files.sizes import largest

__all__ = ["Material", "Raw", "fetched", "framed", "gather", "largest", "words_in", "words_of"]
