"""The GraphQL documents that change something, written for the version in client.py. Each answers under ``result``."""

from goodwill.stores.shopify.queries import MONEY

_ERRORS = "userErrors { field message }"

# Shopify acts once for a key, and refuses a refund without one.
REFUND = f"""
mutation Refund($input: RefundInput!, $key: String!) {{
  result: refundCreate(input: $input) @idempotent(key: $key) {{ refund {{ id }} {_ERRORS} }}
}}
"""
CANCEL = """
mutation Cancel(
  $id: ID!, $method: OrderCancelRefundMethodInput!, $restock: Boolean!, $reason: OrderCancelReason!, $note: String, $notify: Boolean
) {
  result: orderCancel(orderId: $id, refundMethod: $method, restock: $restock, reason: $reason, staffNote: $note, notifyCustomer: $notify) {
    job { id done } userErrors: orderCancelUserErrors { field message code }
  }
}
"""
UPDATE_ORDER = f"mutation Update($input: OrderInput!) {{ result: orderUpdate(input: $input) {{ order {{ id }} {_ERRORS} }} }}"
ADD_TAGS = f"mutation Tag($id: ID!, $tags: [String!]!) {{ result: tagsAdd(id: $id, tags: $tags) {{ node {{ id }} {_ERRORS} }} }}"
SEND_INVOICE = f"mutation Invoice($id: ID!) {{ result: orderInvoiceSend(id: $id) {{ order {{ id }} {_ERRORS} }} }}"

_CALCULATED = f"{{ id totalPriceSet {MONEY} }}"
BEGIN_EDIT = f"""
mutation Begin($id: ID!) {{
  result: orderEditBegin(id: $id) {{
    calculatedOrder {{ id totalPriceSet {MONEY} lineItems(first: 100) {{ nodes {{ id quantity }} }} }} {_ERRORS}
  }}
}}
"""
SET_QUANTITY = f"""
mutation Quantity($id: ID!, $line: ID!, $quantity: Int!) {{
  result: orderEditSetQuantity(id: $id, lineItemId: $line, quantity: $quantity, restock: true) {{ calculatedOrder {_CALCULATED} {_ERRORS} }}
}}
"""
ADD_VARIANT = f"""
mutation Add($id: ID!, $variant: ID!, $quantity: Int!) {{
  result: orderEditAddVariant(id: $id, variantId: $variant, quantity: $quantity, allowDuplicates: true) {{
    calculatedLineItem {{ id }} calculatedOrder {_CALCULATED} {_ERRORS}
  }}
}}
"""
ADD_LINE_DISCOUNT = f"""
mutation Discount($id: ID!, $line: ID!, $discount: OrderEditAppliedDiscountInput!) {{
  result: orderEditAddLineItemDiscount(id: $id, lineItemId: $line, discount: $discount) {{ calculatedOrder {_CALCULATED} {_ERRORS} }}
}}
"""
COMMIT_EDIT = f"""
mutation Commit($id: ID!, $note: String) {{
  result: orderEditCommit(id: $id, notifyCustomer: false, staffNote: $note) {{ order {{ id }} {_ERRORS} }}
}}
"""

_DRAFT = f"{{ id status tags totalPriceSet {MONEY} order {{ id }} }}"
CREATE_DRAFT = f"mutation Draft($input: DraftOrderInput!) {{ result: draftOrderCreate(input: $input) {{ draftOrder {_DRAFT} {_ERRORS} }} }}"
DELETE_DRAFT = f"mutation Drop($input: DraftOrderDeleteInput!) {{ result: draftOrderDelete(input: $input) {{ deletedId {_ERRORS} }} }}"
COMPLETE_DRAFT = f"""
mutation Complete($id: ID!, $pending: Boolean) {{
  result: draftOrderComplete(id: $id, paymentPending: $pending) {{ draftOrder {_DRAFT} {_ERRORS} }}
}}
"""
# Without a search text: the list is the store's own state, while its search index lags behind by seconds.
NEWEST_DRAFTS = f"query Drafts {{ drafts: draftOrders(first: 50, sortKey: ID, reverse: true) {{ nodes {_DRAFT} }} }}"

CREATE_DISCOUNT = f"""
mutation Code($input: DiscountCodeBasicInput!) {{
  result: discountCodeBasicCreate(basicCodeDiscount: $input) {{ codeDiscountNode {{ id }} {_ERRORS} }}
}}
"""
CREATE_FREE_SHIPPING = f"""
mutation Code($input: DiscountCodeFreeShippingInput!) {{
  result: discountCodeFreeShippingCreate(freeShippingCodeDiscount: $input) {{ codeDiscountNode {{ id }} {_ERRORS} }}
}}
"""
DISCOUNT_BY_CODE = "query Code($code: String!) { found: codeDiscountNodeByCode(code: $code) { id } }"

CREATE_GIFT_CARD = f"""
mutation GiftCard($input: GiftCardCreateInput!) {{
  result: giftCardCreate(input: $input) {{ giftCard {{ id }} giftCardCode {_ERRORS} }}
}}
"""
NEWEST_GIFT_CARDS = "query Cards { cards: giftCards(first: 50, sortKey: ID, reverse: true) { nodes { id note } } }"

CREDIT = f"""
mutation Credit($id: ID!, $input: StoreCreditAccountCreditInput!) {{
  result: storeCreditAccountCredit(id: $id, creditInput: $input) {{
    storeCreditAccountTransaction {{ id amount {{ amount currencyCode }} }} {_ERRORS}
  }}
}}
"""
CREDITS = """
query Credits($id: ID!) {
  one: customer(id: $id) {
    id tags
    storeCreditAccounts(first: 10) { nodes {
      id balance { amount currencyCode }
      transactions(first: 20, sortKey: CREATED_AT, reverse: true) {
        nodes { createdAt amount { amount currencyCode } balanceAfterTransaction { amount currencyCode } }
      }
    } }
  }
}
"""

CREATE_RETURN = f"mutation Return($input: ReturnInput!) {{ result: returnCreate(returnInput: $input) {{ return {{ id }} {_ERRORS} }} }}"

UPDATE_ADDRESS = f"""
mutation Address($customer: ID!, $id: ID!, $address: MailingAddressInput!) {{
  result: customerAddressUpdate(customerId: $customer, addressId: $id, address: $address, setAsDefault: true) {{
    address {{ id }} {_ERRORS}
  }}
}}
"""
CREATE_ADDRESS = f"""
mutation Address($customer: ID!, $address: MailingAddressInput!) {{
  result: customerAddressCreate(customerId: $customer, address: $address, setAsDefault: true) {{ address {{ id }} {_ERRORS} }}
}}
"""
SUBSCRIBE = f"""
mutation Subscribe($topic: WebhookSubscriptionTopic!, $input: WebhookSubscriptionInput!) {{
  result: webhookSubscriptionCreate(topic: $topic, webhookSubscription: $input) {{ webhookSubscription {{ id }} {_ERRORS} }}
}}
"""
