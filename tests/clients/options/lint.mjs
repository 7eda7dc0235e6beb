// Prints what the strictest rules of Redocly find in the documents named; fails where they find anything.
import { createRequire } from "node:module";

const { createConfig, lint } = createRequire(`${process.cwd()}/`)("@redocly/openapi-core");
const config = await createConfig({
  extends: ["recommended-strict"],
  rules: {
    // The addresses of the apps in use end in a slash.
    "no-path-trailing-slash": "off",
    // The apps' lists refuse nothing.
    "operation-4xx-response": process.argv[2].includes("mobile") ? "off" : "error",
  },
});
const problems = await lint({ ref: process.argv[2], config });
for (const { ruleId, message, location } of problems) console.log(`${ruleId}: ${message} ${location[0].pointer}`);
process.exit(problems.length ? 1 : 0);
