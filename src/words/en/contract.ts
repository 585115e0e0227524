// The words of a prime contract.

export const contractStatusLabels = {
  draft: "Draft",
  outForBid: "Out for Bid",
  outForSignature: "Out for Signature",
  approved: "Approved",
  complete: "Complete",
  terminated: "Terminated",
} as const satisfies Record<string, string>;

export const changeOrderStatusLabels = {
  draft: "Draft",
  pending: "Pending",
  approved: "Approved",
  rejected: "Rejected",
  void: "Void",
} as const satisfies Record<string, string>;
