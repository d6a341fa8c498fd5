"""How much of a stranger's file is read. Each limit ends in a message, never in a crash.

They leave room for everything a city's offices hold (Suzhou: 98 towns, 2 248 villages, some
thousand venues) and keep the reading of the worst file within 10 seconds and 500 MB.
"""

#: Bytes of an upload; the same as ``server.maxUploadSize`` of the screens.
UPLOAD_BYTES = 20 * 1024 * 1024
#: Characters of a file name that are kept.
NAME_LENGTH = 200

#: Members of an archive (a workbook has about ten and one a sheet, a shapefile three to eight).
MEMBERS = 500
#: Bytes of all members of an archive, unpacked.
UNPACKED_BYTES = 100 * 1024 * 1024
#: Unpacked bytes for a packed one, for members over ``RATIO_FROM``. Real sheets reach about 30,
#: wide tables of blanks 300; deflate ends at 1 032.
RATIO = 500
RATIO_FROM = 1024 * 1024

#: Sheets of a workbook, or layers of a geographic file.
SHEETS = 60
#: Rows of a sheet, blank ones included.
ROWS = 200_000
#: Columns of a sheet.
COLUMNS = 300
#: Cells of a file: rows × columns of each sheet, added up. Our own template for all of Suzhou has
#: 465 000.
CELLS = 600_000
#: Cells of a workbook that are written down though nothing stands in them (borders, colours).
BLANK_CELLS = 1_000_000
#: Characters of a cell: what Excel allows.
CELL_LENGTH = 32_767
#: Characters of a heading that are kept, and say what its column is.
HEADING_LENGTH = 300
#: Characters of all cells of a workbook, repeated text counted each time.
TEXT = 16_000_000

#: Bytes between two tags of an XML part; the longest cell is 98 kB in UTF-8.
XML_RUN = 256 * 1024

#: Shapes of a geographic file, and corners of all of them.
FEATURES = 50_000
VERTICES = 1_000_000

#: Memory, processor time and patience for the process that reads older spreadsheets.
APART_BYTES = 600 * 1024 * 1024
APART_SECONDS = 10
APART_PATIENCE = 60
