// A Vendure plugin that tells the desk what changed: { plugins: [GoodwillWebhooks.init({ url, secret })] }.
const { createHmac, randomUUID } = require('node:crypto');
const {
    VendurePlugin, PluginCommonModule, EventBus, Logger,
    OrderStateTransitionEvent, OrderEvent, RefundEvent, RefundStateTransitionEvent, FulfillmentStateTransitionEvent,
    PaymentStateTransitionEvent, CustomerEvent, CustomerAddressEvent, ProductEvent, ProductVariantEvent, StockMovementEvent,
} = require('@vendure/core');

const ATTEMPTS = 6;

class GoodwillWebhooks {
    static init(options) {
        GoodwillWebhooks.options = options;
        return GoodwillWebhooks;
    }

    constructor(eventBus) {
        this.eventBus = eventBus;
    }

    onApplicationBootstrap() {
        const tell = (type, name, ids) => type && this.eventBus.ofType(type).subscribe(event => {
            for (const id of new Set(ids(event).filter(Boolean).map(String))) this.send(name, id);
        });
        tell(OrderStateTransitionEvent, 'order', event => [event.order.id]);
        tell(OrderEvent, 'order', event => [event.order.id]);
        tell(PaymentStateTransitionEvent, 'order', event => [event.order.id]);
        tell(RefundEvent, 'order', event => [event.order.id]);
        tell(RefundStateTransitionEvent, 'order', event => [event.order.id]);
        tell(FulfillmentStateTransitionEvent, 'order', event => [event.fulfillment.orders?.[0]?.id]);
        tell(CustomerEvent, 'customer', event => [event.entity.id]);
        tell(CustomerAddressEvent, 'customer', event => [event.entity.customer?.id]);
        tell(ProductEvent, 'product', event => [event.entity.id]);
        tell(ProductVariantEvent, 'product', event => event.entity.map(variant => variant.productId));
        tell(StockMovementEvent, 'product', event => event.stockMovements.map(movement => movement.productVariant?.productId));
    }

    async send(resource, id) {
        const { url, secret } = GoodwillWebhooks.options;
        const body = JSON.stringify({ delivery: randomUUID(), resource, id });
        for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
            const time = Math.floor(Date.now() / 1000);
            const signature = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
            const headers = { 'content-type': 'application/json', 'x-goodwill-time': String(time), 'x-goodwill-signature': signature };
            try {
                const response = await fetch(url, { method: 'POST', headers, body });
                if (response.status < 300) return;
                if (response.status === 401 || response.status === 404) break;
            } catch { /* The desk is away: try again below. */ }
            await new Promise(resolve => setTimeout(resolve, 1000 * 2 ** attempt).unref());
        }
        Logger.warn(`The desk did not take the news of ${resource} ${id}; its next comparison will find it.`, 'GoodwillWebhooks');
    }
}

Reflect.defineMetadata('design:paramtypes', [EventBus], GoodwillWebhooks);
VendurePlugin({ imports: [PluginCommonModule] })(GoodwillWebhooks);

module.exports = { GoodwillWebhooks };
