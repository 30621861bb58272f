import js from "@eslint/js";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["node_modules/", "**/testdata/"] },
  js.configs.recommended,
  {
    files: ["**/*.ts", "**/*.tsx"],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      // Pulumi programs create resources for their effect.
      "no-new": "off",
      "@typescript-eslint/no-extraneous-class": "off",
      // Numbers in messages and resource names are plain enough.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
    },
  },
  {
    files: ["**/*.test.ts"],
    rules: {
      "@typescript-eslint/no-non-null-assertion": "off",
      // Inputs of resources have every shape; what a test expects of them is the check.
      "@typescript-eslint/no-unsafe-assignment": "off",
    },
  },
);
