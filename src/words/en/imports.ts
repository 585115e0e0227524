// What is said about a schedule of values file that cannot be taken as it is: one sentence per problem, each naming the
// place, what stands there and how to write it.

export const imports = {
  // The file
  empty_file: "The file is empty.",
  file_too_large:
    "The file has {given} bytes. At most {limit} are taken: save the schedule alone, without pictures or other sheets.",
  not_text:
    "{kind, select, workbook {This is a spreadsheet workbook, whatever its name says. Open it and save the sheet as “CSV UTF-8”.} pdf {This is a PDF. The schedule of values is read from a CSV file.} other {The file holds bytes that no text has. Save the schedule as “CSV UTF-8”.}}",
  wrong_encoding:
    "Row {row}: the file is not in UTF-8 (byte {given}{after, select, none {} other { after “{after}”}}), {rows, plural, one {on this row} other {on # rows}}. Save it as “CSV UTF-8”, so that accents and signs arrive as they are.",
  wrong_encoding_utf16: "The file begins as UTF-16 and does not go on so. Save it as “CSV UTF-8”.",
  quote_not_closed:
    "Row {row}: a quotation mark opens here and is never closed, so the rows after it cannot be told apart.",
  quote_misplaced:
    'Row {row}: a quotation mark stands inside a cell. Put the whole cell in quotation marks and double the ones inside: "12"" pipe".',
  too_many_lines: "The file has {given} lines. At most {limit} are taken.",
  too_many_columns: "The first row has {given} columns. At most {limit} are taken.",
  column_missing:
    "There is no column {column}. The first row must have a column with one of these names: {allowed}.{because, select, quantityWithoutPrice { A quantity needs a unit price.} priceWithoutQuantity { A unit price needs a quantity.} noValue { Or a Quantity and a Unit Price, from which the value follows.} other {}}",
  column_twice: "The columns “{first}” and “{column}” both give the {meaning}. Keep one of them.",
  no_lines: "There are no lines below the column names.",
  total_too_large: "The lines add up to {given}, which is more than an amount can be ({allowed}).",

  // A row
  cells_left_over:
    'Row {row}: there {count, plural, one {is one cell} other {are # cells}} beyond the last column (“{given}”). Often an amount with a comma is not in quotation marks: write 1234.50 or "1,234.50".',
  value_missing: "Row {row}, {column}: nothing is given.",
  amount_missing: "Row {row}: neither an amount nor a quantity with a unit price is given.",
  quantity_missing: "Row {row}, {column}: a unit price is given, and its quantity is missing.",
  unit_price_missing: "Row {row}, {column}: a quantity is given, and its unit price is missing.",
  amount_disagrees:
    "Row {row}, {column}: {given} is given, but {quantity} times {unitPrice} is {allowed}. Correct one of them, or leave the amount out.",
  text_too_long: "Row {row}, {column}: the text has {given} characters. At most {limit} are taken.",
  text_control_character:
    "Row {row}, {column}: the text holds a line break or another character that cannot be printed ({given}). Keep it on one line.",
  cost_code_unknown:
    "Row {row}, {column}: the cost code “{given}” does not exist here. It must be one of the company’s cost codes, or None.",
  item_twice:
    "Rows {otherRow} and {row}, {column}: both are item “{given}”. Each line needs an item number of its own.",
  total_differs:
    "Row {row}, {column}: the total row says {given}, but the lines add up to {allowed}. Correct the lines, or take the total row out.",

  // A number
  number_unreadable: "Row {row}, {column}: “{given}” is not a number. Write it as {allowed}.",
  number_dash: "Row {row}, {column}: a dash is not a number. For nothing write 0, or leave the line out.",
  number_exponent:
    "Row {row}, {column}: “{given}” is a shortened number, and digits may be lost. Write all its digits, as {allowed}.",
  number_percent: "Row {row}, {column}: “{given}” is a percentage, and no percentage belongs here. Write {allowed}.",
  number_sign_twice:
    "Row {row}, {column}: “{given}” is negative twice. Write one minus sign or one pair of brackets, as {allowed}.",
  number_comma:
    "Row {row}, {column}: the comma in “{given}” separates no thousands. Decimals are written with a point: {allowed}.",
  number_comma_ambiguous:
    "Row {row}, {column}: “{given}” may be read in two ways, since the columns of this file are separated by semicolons. Write it without the comma, or with its decimals after a point: {allowed}.",
  number_too_many_decimals:
    "Row {row}, {column}: “{given}” has more decimals than are kept. At most {decimals} are taken.",
  number_too_large: "Row {row}, {column}: “{given}” is larger than an amount can be.",
} as const satisfies Record<string, string>;

/** What is taken instead, in the place of {allowed}. */
export const importAllowed = {
  amount: "1234.50, 1,234.50, $1,234.50, -1234.50 or (1,234.50)",
  number: "1234.5, 1,234.5 or -1234.5, with at most six decimals",
  costCode: "a cost code of the company, or None",
  text: "{limit, plural, one {one character} other {at most # characters}}",
  largestAmount: "at most sixteen digits before the point",
  bytes: "{limit} bytes",
  lines: "{limit} lines",
  columns: "{limit} columns",
  encoding: "UTF-8",
} as const satisfies Record<string, string>;

/** What a column of the file was read as. */
export const importColumns = {
  item: "item number",
  description: "description",
  costCode: "cost code",
  amount: "amount",
  quantity: "quantity",
  unit: "unit",
  unitPrice: "unit price",
} as const satisfies Record<string, string>;
