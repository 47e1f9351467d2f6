import { LogOut } from "lucide-react";
import { signOut } from "@/model/act";
import { usePreference } from "@/model/preferences";
import { status } from "@/model/status";
import { useStore } from "@/model/store";
import { themeKey, type Theme } from "@/model/theme";
import { text } from "@/text";
import { Button, Loading } from "@/widgets";
import { failed } from "../failed";
import { Facts, Line, Section } from "./parts";

const t = text.settings.general;
const themes: readonly Theme[] = ["system", "light", "dark"];

/** Appearance, signing out, and what this is. */
export function General() {
  const [theme, setTheme] = usePreference<Theme>(themeKey, "system");
  const s = useStore(status);
  const leave = () => void signOut().then(() => location.reload(), failed);
  return (
    <>
      <Section title={t.look}>
        <fieldset className="flex flex-wrap items-center gap-x-4 gap-y-1">
          <legend className="float-left pr-4 text-sm">{t.theme}</legend>
          {themes.map((name) => (
            <label key={name} className="inline-flex h-7 items-center gap-1.5 text-sm select-none">
              <input type="radio" name="theme" checked={theme === name} onChange={() => setTheme(name)} className="size-3.5 accent-accent" />
              {t.themes[name]}
            </label>
          ))}
        </fieldset>
      </Section>
      <Section title={t.access}>
        <Line title={t.signOut} hint={t.signOutHint}>
          <Button icon={LogOut} onClick={leave}>
            {t.signOut}
          </Button>
        </Line>
        <Line title={t.keys} hint={t.keysHint}>
          {null}
        </Line>
      </Section>
      <Section title={t.about} hint={t.uptodate}>
        {s ? (
          <Facts
            facts={[
              { name: t.version, value: s.version, copy: s.version },
              { name: t.process, value: s.pid },
              { name: t.proxy, value: s.proxy, copy: s.proxy, mono: true },
              { name: t.socket, value: s.socket, copy: s.socket, mono: true },
              { name: t.api, value: <a href="/v1/openapi.json">{"/v1/openapi.json"}</a> },
            ]}
          />
        ) : (
          <Loading label={text.settings.loading} />
        )}
      </Section>
    </>
  );
}
