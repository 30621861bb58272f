const nothing: { deep?: { er: string } } = {};

export const text = nothing.deep!.er;
