// The card that every door has: sign-in, a forgotten password, a mail's link.
import { type ReactNode, useEffect } from "react";
import { paths } from "../../paths.ts";
import { Icon } from "../ui/Icon.tsx";
import { leaveFrom } from "../ui/Page.tsx";
import { label } from "../words.ts";

export function SignInCard({
  title,
  wide = false,
  children,
}: {
  title: string;
  wide?: boolean;
  children: ReactNode;
}): ReactNode {
  useEffect(() => {
    document.title = label("page.title", { title });
    leaveFrom(paths.signIn());
  }, [title]);
  return (
    <main className="sign-in">
      <div className="sign-in-card" data-wide={wide || undefined}>
        <div className="sign-in-product">
          <Icon name="bridge" size={30} />
          <span>{label("product.name")}</span>
        </div>
        <p className="sign-in-motto">{label("product.motto")}</p>
        {children}
      </div>
    </main>
  );
}
