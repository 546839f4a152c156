"""Documents made into text: PDF, Word, PowerPoint, Excel, and pages of the web.

Files of strangers are read in a process of their own, which has a limit of time and memory, no
secrets in its environment, and ends with the one document. `bot.documents.reader` starts it; the
libraries that read are used on its side only, so that nothing is imported here.
"""
