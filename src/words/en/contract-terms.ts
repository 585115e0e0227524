// The words of what a contract agrees about billing: its terms, its opening balances, and the terms of single lines and
// change orders. Each group says in plain words what it does; the figures of its examples are computed by the screen.
export const contractTerms = {
  "contract.tabTerms": "Billing Terms",

  // The tab
  "terms.title": "Billing terms",
  "terms.edit": "Edit terms",
  "terms.editing": "Edit the billing terms",
  "terms.save": "Save terms",
  "terms.saved": "The billing terms are saved.",
  "terms.laterOnly": "What changes here holds for invoices from now on; those that were issued keep their terms.",
  "terms.none": "None",
  "terms.percent": "{rate} %",
  "terms.others": "Tax, advance, escrow and funds",

  // Retainage
  "terms.retainage": "Retainage",
  "terms.retainageText":
    "What the owner holds back of each payment until the work is accepted: a percentage of completed work, and one of stored material. Lines and change orders may have rates of their own.",
  "terms.retainageOnWork": "Retainage on completed work",
  "terms.retainageOnMaterials": "Retainage on stored material",
  "terms.level": "Rounded",
  "terms.level.line": "Each line by itself",
  "terms.level.header": "Once over all lines, then spread",
  "terms.levelHint": "By itself, line 5 is the sum of the lines. Over all lines, the way public vouchers do it.",
  "terms.maximum": "Highest rate allowed",
  "terms.maximumHint": "By law or by the contract. A higher rate on an invoice is then a finding that blocks it.",
  "terms.cap": "Cap",
  "terms.capText": "The most that is ever held, however much is earned.",
  "terms.capKind": "The most that is held",
  "terms.capValue": "{kind, select, amount {Amount of the cap} other {Percentage of the cap}}",
  "terms.capBinds": "When {earned} is earned the rates would hold {uncapped}; the cap keeps it at {held}.",
  "terms.capNever": "The cap is not reached: the rates hold {held} of the whole contract sum.",
  "terms.threshold.none": "No cap",
  "terms.threshold.original": "% of the original contract sum",
  "terms.threshold.current": "% of the contract sum to date",
  "terms.threshold.amount": "An amount",
  "terms.capShown.original": "{value} % of the original contract sum",
  "terms.capShown.current": "{value} % of the contract sum to date",
  "terms.capShown.amount": "{value}",

  // Steps
  "terms.steps": "Steps",
  "terms.stepsText":
    "Other rates from when completed and stored reaches a part of the contract sum. Either on everything, which gives back what was held above the new rate; or only on what is earned from then on.",
  "terms.stepsNone": "The rates stay the same to the end.",
  "terms.addStep": "Add a step",
  "terms.addStop": "Add a stop",
  "terms.removeStep": "Remove step {number}",
  "terms.stepNumber": "Step",
  "terms.stepKind": "From",
  "terms.stepValue": "Reached at",
  "terms.stepWork": "On work, %",
  "terms.stepMaterials": "On stored, %",
  "terms.stepEffect": "The new rates hold for",
  "terms.stepScope": "Which lines",
  "terms.effect.retroactive": "Everything: the rest is given back",
  "terms.effect.prospective": "What is earned from then on",
  "terms.scope.linesOnContractRates": "Lines on the contract’s rates",
  "terms.scope.allLines": "All lines",
  "terms.stepOf": "Step {number}",
  "terms.stepField": "{field}, step {number}",
  "terms.stepGivesBack":
    "Step {number}, at {threshold} of {sum}: {before} held before it and {after} after it, so {released} is given back.",
  "terms.stepHoldsMore":
    "Step {number}, at {threshold} of {sum}: {before} held before it and {after} after it, so {more} more is held.",
  "terms.stepSame": "Step {number}, at {threshold} of {sum}: {before} is held before it and after it.",
  "terms.stepKeeps":
    "Step {number}, at {threshold} of {sum}: the {before} held stays held; of the next {next} earned, {nextHeld} is held.",
  "terms.stepNotReached": "Step {number}, at {threshold}, lies beyond the contract sum of {sum}.",

  // The preview
  "preview.title": "What is held",
  "preview.caption": "What is held as the work goes on",
  "preview.text":
    "With these terms, billed in four applications that each bring every line a quarter further as completed work.",
  "preview.notional": "The contract has no schedule of values yet: shown for a contract sum of {sum}.",
  "preview.complete": "Complete",
  "preview.earned": "Earned",
  "preview.moved": "Held or given back now",
  "preview.held": "Held",
  "preview.rate": "Of the earned",
  "preview.recouped": "Advance paid back",
  "preview.escrow": "In escrow",
  "preview.unreadable": "Shown again once every rate, percentage and amount of the terms can be read.",

  // Overruns
  "terms.overbilling": "Billing more than a line’s value",
  "terms.overbillingText":
    "On lump sums. Quantities of unit price lines may always run over; that is a warning until a change order follows.",
  "terms.overbilling.block": "Blocked: such an invoice cannot be approved or sent",
  "terms.overbilling.warn": "Warned about",
  "terms.overbilling.allow": "Allowed",
  "terms.overbillingExample.block":
    "A lump sum of 10,000.00 billed to 10,500.00 is a finding; until it is mended or overridden with a reason, the invoice does not go on.",
  "terms.overbillingExample.warn":
    "A lump sum of 10,000.00 billed to 10,500.00 shows a warning, and the invoice goes on.",
  "terms.overbillingExample.allow": "A lump sum of 10,000.00 billed to 10,500.00 goes on without a word.",

  // Change order split
  "terms.changeOrderSplit": "Change order summary",
  "terms.changeOrderSplitText": "How additions and deductions are told apart. The net change is the same.",
  "terms.changeOrderSplit.line": "By the sign of each line",
  "terms.changeOrderSplit.changeOrder": "By the sign of each change order",
  "terms.changeOrderSplitExample":
    "A change order with {addition} and {deduction}: additions {additions}, deductions {deductions}.",

  // Tax
  "terms.tax": "Tax",
  "terms.taxText":
    "Below line 8. What is taxed, and whether retainage is taxed when it is held or when it is released.",
  "terms.taxed": "Tax is added to invoices",
  "terms.taxRate": "Tax rate",
  "terms.taxBase": "Taken of",
  "terms.taxBase.gross": "Completed and stored; retainage is held without tax",
  "terms.taxBase.netOfRetainage": "What is earned less retainage",
  "terms.taxBase.retainageOnGross": "Completed and stored; retainage is held on the amount with its tax",
  "terms.taxOnRelease": "A release of retainage",
  "terms.taxOnRelease.taxed": "Is taxed when it is billed",
  "terms.taxOnRelease.alreadyTaxed": "Was taxed already",
  "terms.taxRounding": "Tax is rounded",
  "terms.taxRounding.invoice": "Once for the invoice",
  "terms.taxRounding.line": "Each line by itself",
  "terms.taxExample": "Work of {work} with {held} held: tax {now} now, and {later} when the retainage is released.",

  // Advance
  "terms.advance": "Advance",
  "terms.advanceText": "Money that was paid before the work began, and is taken off invoices until it is paid back.",
  "terms.advanced": "An advance was paid",
  "terms.advancePaid": "Advance paid",
  "terms.advanceRecoup": "Paid back at",
  "terms.advanceRecoupHint": "Percent of completed and stored.",
  "terms.advanceExample": "{paid} paid back at {rate} % is paid back in full when {earned} is completed and stored.",

  // Escrow
  "terms.escrow": "Escrow",
  "terms.escrowText": "Retainage is paid into an escrow account, in whole steps of an amount.",
  "terms.escrowed": "Retainage goes into escrow",
  "terms.escrowStep": "In whole steps of",
  "terms.escrowExample": "With {held} held, {balance} is in escrow.",

  // Funds
  "terms.funds": "Funds",
  "terms.fundsText":
    "Who pays, where several pay. Each line may be split over them, in the schedule of values; what is billed follows the split.",
  "terms.fundsList": "Names of the funds",
  "terms.fundsHint": "One to a line.",

  // Opening balances
  "opening.title": "Opening balances",
  "opening.text":
    "For a contract that was billed elsewhere before: where each line stood. The first invoice made here starts from it.",
  "opening.none": "This contract is billed here from its beginning.",
  "opening.enter": "Enter opening balances",
  "opening.edit": "Edit opening balances",
  "opening.editing": "Enter opening balances",
  "opening.save": "Save opening balances",
  "opening.saved": "The opening balances are saved.",
  "opening.clear": "Clear all",
  "opening.closed":
    "{count, plural, one {An invoice starts} other {# invoices start}} from the opening balances; they stay as they are.",
  "opening.noLines": "The schedule of values has no lines yet.",
  "opening.hidden": "You may not see the schedule of values.",
  "opening.certified": "Previous certificates",
  "opening.certifiedHint":
    "What was certified for payment so far (line 7). Empty: {amount}, what was earned less what is held.",
  "opening.certifiedByRates": "Empty: what was earned less what is held.",
  "opening.certifiedShown": "What the lines earned less what they hold",
  "opening.workToDate": "Work to date",
  "opening.quantityToDate": "Quantity to date",
  "opening.materialsStored": "Stored now",
  "opening.retainageHeld": "Retainage held",
  "opening.retainageHint": "Retainage left empty is what the rates come to.",
  "opening.byRates": "by the rates",
  "opening.cell": "{field}, item {item}",
  "opening.linesWithBalance": "{count, plural, one {# line} other {# lines}} with a balance",
  "opening.paste": "Paste rows from a spreadsheet",
  "opening.pasteHint":
    "Four columns: item; work to date (of a unit line its quantity to date); stored; retainage held. A row of headings may come first.",
  "opening.takePasted": "Take the pasted rows",
  "opening.taken": "{count, plural, one {# line was} other {# lines were}} filled.",
  "opening.unknownItems":
    "{count, plural, one {This item is} other {These # items are}} not in the schedule of values: {items}.",

  // Terms of single lines
  "line.retainageOnWork": "Retainage on work, %",
  "line.retainageOnMaterials": "Retainage on stored, %",
  "line.isTaxable": "Taxed",
  "line.subtotal": "Given value",
  "line.fund": "Fund {name}",
  "line.more": "Show retainage, tax and funds",
  "line.moreHint":
    "Rates left empty are the change order’s or the contract’s. A given value is for a unit line whose value is not its quantity times its price.",
  "schedule.changeOrderLines": "Lines of change orders",
  "line.changes": "Change orders",
  "line.valueNow": "Value now",
  "line.changedBy": "by {numbers}",
  "line.ownRates": "{work} % / {materials} %",
  "line.contractRates": "the contract’s",
  "line.changeOrderRates": "the change order’s",
  "line.retainageShort": "Retainage, work / stored",
  "line.taxable": "Yes",
  "line.untaxed": "No",
  "line.givenValue": "given",

  // Change orders
  "changeOrders.retainageOnWork": "Own retainage on work",
  "changeOrders.retainageOnMaterials": "Own retainage on stored",
  "changeOrders.ratesHint": "Empty: the contract’s rates.",
  "changeOrders.ownRates": "Retainage of its own: {work} % on work, {materials} % on stored material.",
  "changeOrders.newLines": "New lines",
  "changeOrders.standing": "Changes to lines that stand",
  "changeOrders.standingHint":
    "Name a line by its item, and say by how much its value or its quantity changes. A deduction is negative.",
  "changeOrders.changesOf": "Changes of change order {number} to lines that stand",
  "changeOrders.comesTo": "This change order comes to",
  "changeOrders.linesAndChanges":
    "{lines, plural, =0 {} one {# line} other {# lines}}{both, select, yes {, } other {}}{changes, plural, =0 {} one {# change} other {# changes}}",
  "changeOrders.split": "Additions {additions}, deductions {deductions}.",
  "change.item": "Item",
  "change.description": "Description",
  "change.valueNow": "Value now",
  "change.quantity": "Quantity changes by",
  "change.amount": "Value changes by",
  "change.valueAfter": "Value after",
  "change.add": "Change another line",
  "change.remove": "Remove change {row}",
  "change.cell": "{field}, change {row}",
  "change.unknownItem": "No line has this item.",
  "change.byAmount": "by amount",
} as const satisfies Record<string, string>;
