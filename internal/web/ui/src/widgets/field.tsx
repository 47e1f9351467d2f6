import { ChevronDown } from "lucide-react";
import { Switch as RadixSwitch } from "radix-ui";
import { useId, type ComponentProps, type ReactNode } from "react";
import { cx } from "./cx";

const box =
  "h-7 w-full min-w-0 rounded border border-line-strong bg-bg px-2 text-sm text-ink disabled:opacity-50 aria-invalid:border-bad focus-visible:outline-offset-0";

export function Input({ className, mono, ...rest }: ComponentProps<"input"> & { mono?: boolean }) {
  return <input type="text" autoComplete="off" spellCheck={false} {...rest} className={cx(box, mono && "font-mono text-xs", className)} />;
}

export function TextArea({ className, mono, ...rest }: ComponentProps<"textarea"> & { mono?: boolean }) {
  return <textarea spellCheck={false} {...rest} className={cx(box, "h-auto min-h-16 resize-y py-1.5", mono && "font-mono text-xs", className)} />;
}

interface SelectProps extends Omit<ComponentProps<"select">, "onChange" | "value"> {
  value: string;
  onValue(value: string): void;
  options: readonly (string | { value: string; label: string; disabled?: boolean })[];
}

export function Select({ value, onValue, options, className, ...rest }: SelectProps) {
  return (
    <span className={cx("relative inline-flex min-w-0", className)}>
      <select {...rest} value={value} onChange={(e) => onValue(e.target.value)} className={cx(box, "appearance-none bg-raised pr-6")}>
        {options.map((o) => {
          const option = typeof o === "string" ? { value: o, label: o } : o;
          return (
            <option key={option.value} value={option.value} disabled={"disabled" in option ? option.disabled : undefined}>
              {option.label}
            </option>
          );
        })}
      </select>
      <ChevronDown size={13} aria-hidden className="pointer-events-none absolute top-1/2 right-1.5 -translate-y-1/2 text-muted" />
    </span>
  );
}

export function Switch({ checked, onChange, label, disabled }: { checked: boolean; onChange(on: boolean): void; label: string; disabled?: boolean }) {
  return (
    <RadixSwitch.Root
      checked={checked}
      onCheckedChange={onChange}
      disabled={disabled}
      aria-label={label}
      className="inline-flex h-4 w-7 shrink-0 items-center rounded-full border border-line-strong bg-sunken p-px focus-visible:outline-offset-1 disabled:opacity-45 data-[state=checked]:border-accent data-[state=checked]:bg-accent"
    >
      <RadixSwitch.Thumb className="block size-3 rounded-full bg-muted transition-transform data-[state=checked]:translate-x-3 data-[state=checked]:bg-accent-ink" />
    </RadixSwitch.Root>
  );
}

export function Checkbox({ checked, onChange, children, disabled }: { checked: boolean; onChange(on: boolean): void; children: ReactNode; disabled?: boolean }) {
  return (
    <label className={cx("inline-flex items-center gap-1.5 text-sm select-none", disabled && "opacity-50")}>
      <input type="checkbox" checked={checked} disabled={disabled} onChange={(e) => onChange(e.target.checked)} className="size-3.5 accent-accent" />
      {children}
    </label>
  );
}

interface FieldProps {
  label: string;
  hint?: ReactNode;
  error?: ReactNode;
  /** Gets the id, and what describes it, for the control. */
  children(control: { id: string; "aria-describedby": string | undefined; "aria-invalid": true | undefined }): ReactNode;
  className?: string;
}

/** A label over a control, with a hint or an error under it. */
export function Field({ label, hint, error, children, className }: FieldProps) {
  const id = useId();
  const said = error || hint ? `${id}-said` : undefined;
  return (
    <div className={cx("flex min-w-0 flex-col gap-1", className)}>
      <label htmlFor={id} className="text-xs font-medium text-muted">
        {label}
      </label>
      {children({ id, "aria-describedby": said, "aria-invalid": error ? true : undefined })}
      {said && (
        <p id={said} className={cx("text-xs", error ? "text-bad" : "text-faint")}>
          {error || hint}
        </p>
      )}
    </div>
  );
}
