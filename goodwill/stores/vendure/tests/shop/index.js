// A real Vendure store in memory for the tests: PORT, HOOK_URL, HOOK_SECRET and PLUGIN come from the environment.
const { bootstrap, DefaultJobQueuePlugin, DefaultLogger, LanguageCode, LogLevel, PaymentMethodHandler } = require('@vendure/core');
const { GoodwillWebhooks } = require(process.env.PLUGIN);

// A card that always pays and gives back at once, and an invoice whose refunds somebody must transfer by hand.
const handler = (code, refunds) => new PaymentMethodHandler({
    code,
    description: [{ languageCode: LanguageCode.en, value: code }],
    args: {},
    createPayment: (ctx, order, amount) => ({ amount, state: 'Settled', transactionId: `${code}-${order.code}`, metadata: {} }),
    settlePayment: () => ({ success: true }),
    ...refunds,
});
const card = handler('card', { createRefund: () => ({ state: 'Settled', transactionId: 'given-back' }) });
const invoice = handler('invoice', {});

bootstrap({
    apiOptions: { port: Number(process.env.PORT), hostname: '127.0.0.1', adminApiPath: 'admin-api', shopApiPath: 'shop-api' },
    authOptions: {
        tokenMethod: ['bearer'],
        superadminCredentials: { identifier: 'desk', password: process.env.HOOK_SECRET },
        requireVerification: false,
    },
    dbConnectionOptions: { type: 'sqljs', synchronize: true, autoSave: false, logging: false },
    paymentOptions: { paymentMethodHandlers: [card, invoice] },
    logger: new DefaultLogger({ level: LogLevel.Error, timestamp: false }),
    plugins: [DefaultJobQueuePlugin.init({ pollInterval: 50 }), GoodwillWebhooks.init({ url: process.env.HOOK_URL, secret: process.env.HOOK_SECRET })],
}).then(() => console.log('ready'), error => { console.error(error); process.exit(1); });
