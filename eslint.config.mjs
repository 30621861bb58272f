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
      // What takes long to load is loaded where it is needed.
      "@typescript-eslint/no-require-imports": ["error", { allow: ["^\\.\\.?/"], allowAsImport: true }],
      // Numbers in messages and resource names are plain enough.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
    },
  },
  {
    // What a preview loads.
    files: ["components/**/*.ts", "stacks/**/*.ts", "offline/**/*.ts", "index.ts"],
    ignores: ["**/*.test.ts", "**/*test-*.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          paths: [
            { name: "@pulumi/aws", message: "It loads 200 services: import components/aws, or @pulumi/aws/<service>." },
            { name: "@pulumi/awsx", message: "It loads its former classes too: import @pulumi/awsx/<module>." },
          ],
        },
      ],
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
