/** What the demonstration signs in with. It opens nothing but this box. */
export const demoToken = "sandbox";
