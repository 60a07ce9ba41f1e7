// What an editor shows of each call.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { folder, skip } from './support/client.mjs';

describe('Documentation', { skip }, () => {
  it('Call_WhenAnEditorAsks_ThenIsDescribedWithAnExample', async () => {
    const { default: ts } = await import('typescript');
    const program = ts.createProgram([join(folder, 'dist/esm/index.d.ts')], { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, types: [] });
    const checker = program.getTypeChecker();
    const index = checker.getSymbolAtLocation(program.getSourceFile(join(folder, 'dist/esm/index.d.ts')));
    const named = name => checker.getDeclaredTypeOfSymbol(checker.getAliasedSymbol(checker.getExportsOfModule(index).find(symbol => symbol.name === name)));
    const membersOf = type => type.getProperties().filter(symbol => !(ts.getCombinedModifierFlags(symbol.valueDeclaration) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)));

    const calls = membersOf(named('Allmine')).flatMap(group => {
      const type = checker.getTypeOfSymbol(group);
      return type.getCallSignatures().length > 0 ? [[group.name, group]] : membersOf(type).map(call => [`${group.name}.${call.name}`, call]);
    });
    const lacking = calls.filter(([, call]) => ts.displayPartsToString(call.getDocumentationComment(checker)).length < 10
      || !call.getJsDocTags(checker).some(({ name, text }) => name === 'example' && ts.displayPartsToString(text).includes('allmine.')));

    assert.ok(calls.length > 18, calls.map(([name]) => name).join());
    assert.deepEqual(lacking.map(([name]) => name), []);
  });
});
