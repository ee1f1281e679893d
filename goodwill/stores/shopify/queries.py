"""The GraphQL questions that we ask, written for the version in client.py.

What is nested is asked for sparingly: Shopify prices a question by what it could return, and refuses dear ones.
"""

from goodwill.commerce.contract import Resource

MONEY = "{ presentmentMoney { amount currencyCode } }"
_ADDRESS = "{ name company address1 address2 city province provinceCode zip countryCodeV2 country phone }"

_LINE = f"""{{
  id name title variantTitle sku quantity currentQuantity unfulfilledQuantity
  variant {{ id }} product {{ id }} image {{ url }}
  originalUnitPriceSet {MONEY} totalDiscountSet {MONEY}
  taxLines {{ priceSet {MONEY} }}
}}"""

_ORDER_HEAD = f"""
  id name email phone note tags sourceName customerLocale createdAt updatedAt processedAt cancelledAt cancelReason
  displayFinancialStatus displayFulfillmentStatus discountCodes taxesIncluded
  currentTotalPriceSet {MONEY} totalPriceSet {MONEY} subtotalPriceSet {MONEY}
  totalShippingPriceSet {MONEY} totalTaxSet {MONEY} totalDiscountsSet {MONEY}
  customer {{ id }} retailLocation {{ id name }} shippingLine {{ title }}
  shippingAddress {_ADDRESS} billingAddress {_ADDRESS}
  transactions(first: 50) {{
    id kind status gateway processedAt accountNumber authorizationCode amountSet {MONEY} parentTransaction {{ id }}
  }}"""

_PARCEL_HEAD = """
    id status displayStatus createdAt inTransitAt deliveredAt estimatedDeliveryAt location { id }
    trackingInfo(first: 1) { company number url }"""

_REFUNDED = "nodes { quantity lineItem { id } } pageInfo { hasNextPage }"
_SENT = "nodes { id quantity lineItem { id } } pageInfo { hasNextPage }"
_RETURNED = """nodes { id quantity ... on ReturnLineItem { returnReasonNote fulfillmentLineItem { lineItem { id } } } }
      pageInfo { hasNextPage }"""

_REFUND = f"""{{
    id note createdAt
    refundLineItems(first: $parts) {{ {_REFUNDED} }}
    transactions(first: 3) {{ nodes {{ id kind status gateway amountSet {MONEY} parentTransaction {{ id }} }} }}
  }}"""
_PARCEL = f"""{{{_PARCEL_HEAD}
    events(first: 5, sortKey: HAPPENED_AT, reverse: true) {{ nodes {{ status happenedAt message city }} }}
    fulfillmentLineItems(first: $parts) {{ {_SENT} }}
  }}"""
_RETURNS = f"""{{
    nodes {{
      id name status createdAt
      returnLineItems(first: $parts) {{ {_RETURNED} }}
      reverseFulfillmentOrders(first: 1) {{ nodes {{
        reverseDeliveries(first: 1) {{ nodes {{
          deliverable {{ ... on ReverseDeliveryShippingDeliverable {{ label {{ publicFileUrl }} tracking {{ number }} }} }}
        }} }}
      }} }}
    }}
    pageInfo {{ hasNextPage endCursor }}
  }}"""

# Refunds and parcels are plain lists in Shopify, without a next page: a full list is asked for again, up to a larger size.
FEW = {"refunds": 6, "fulfillments": 5}
_ORDER = f"""
fragment OrderParts on Order {{{_ORDER_HEAD}
  lineItems(first: $lines) {{ nodes {_LINE} pageInfo {{ hasNextPage endCursor }} }}
  refunds(first: {FEW["refunds"]}) {_REFUND}
  fulfillments(first: {FEW["fulfillments"]}) {_PARCEL}
  returns(first: 3) {_RETURNS}
}}
"""
MANY = {
    "refunds": f"query Refunds($id: ID!, $parts: Int!) {{ one: order(id: $id) {{ refunds(first: 40) {_REFUND} }} }}",
    "fulfillments": f"query Parcels($id: ID!, $parts: Int!) {{ one: order(id: $id) {{ fulfillments(first: 30) {_PARCEL} }} }}",
}
MORE_RETURNS = f"""
query Returns($id: ID!, $after: String, $parts: Int = 2) {{
  one: order(id: $id) {{ returns(first: 10, after: $after) {_RETURNS} }}
}}
"""

CUSTOMER_PARTS = """
fragment CustomerParts on Customer {
  id displayName tags locale createdAt updatedAt
  defaultEmailAddress { emailAddress marketingState } defaultPhoneNumber { phoneNumber }
  defaultAddress { id name company address1 address2 city province provinceCode zip countryCodeV2 country phone }
  storeCreditAccounts(first: 5) { nodes { id balance { amount currencyCode } } }
}
"""

_VARIANT = """{
  id sku title price compareAtPrice availableForSale selectedOptions { name value } image { url }
}"""

_PRODUCT = f"""
fragment ProductParts on Product {{
  id title status handle publishedAt updatedAt featuredMedia {{ preview {{ image {{ url }} }} }}
  variants(first: $lines) {{ nodes {_VARIANT} pageInfo {{ hasNextPage endCursor }} }}
}}
"""

_LEVELS = """
  inventoryLevels(first: $lines) {
    nodes { updatedAt quantities(names: ["available"]) { name quantity } location { id name localPickupSettingsV2 { pickupTime } } }
  }"""

_STOCK = f"fragment StockParts on ProductVariant {{ id inventoryItem {{ id {_LEVELS} }} }}"

_CART = f"""
fragment CartParts on AbandonedCheckout {{
  id updatedAt completedAt abandonedCheckoutUrl totalPriceSet {MONEY}
  customer {{ id defaultEmailAddress {{ emailAddress }} }}
  lineItems(first: $lines) {{
    nodes {{
      id title variantTitle sku quantity variant {{ id }} product {{ id }} image {{ url }} originalUnitPriceSet {MONEY}
    }}
  }}
}}
"""

_GIFT_CARD = """
fragment GiftCardParts on GiftCard {
  id lastCharacters enabled expiresOn updatedAt note balance { amount currencyCode } customer { id }
}
"""

_PAGE = "pageInfo { hasNextPage endCursor }"


def _list(fragment: str, part: str, name: str, *, sort: str, arguments: str = "$lines: Int!") -> str:
    head = f"query Page($first: Int!, $after: String, $query: String, {arguments})".replace(", )", ")")
    page = f"page: {name}(first: $first, after: $after, query: $query, sortKey: {sort}) {{ nodes {{ ...{part} }} {_PAGE} }}"
    return f"{fragment}{head} {{ {page} }}"


LISTS = {
    Resource.PRODUCTS: _list(_PRODUCT, "ProductParts", "products", sort="UPDATED_AT"),
    Resource.STOCK: _list(_STOCK, "StockParts", "productVariants", sort="ID"),
    Resource.CUSTOMERS: _list(CUSTOMER_PARTS, "CustomerParts", "customers", sort="UPDATED_AT", arguments=""),
    Resource.ORDERS: _list(_ORDER, "OrderParts", "orders", sort="UPDATED_AT", arguments="$lines: Int!, $parts: Int!"),
    Resource.CARTS: _list(_CART, "CartParts", "abandonedCheckouts", sort="ID"),
    Resource.GIFT_CARDS: _list(_GIFT_CARD, "GiftCardParts", "giftCards", sort="UPDATED_AT", arguments=""),
}

ONE_ORDER = _ORDER + "query Order($id: ID!, $lines: Int!, $parts: Int!) { one: order(id: $id) { ...OrderParts } }"
MORE_LINES = f"""
query Lines($id: ID!, $after: String) {{
  one: order(id: $id) {{ lineItems(first: 50, after: $after) {{ nodes {_LINE} pageInfo {{ hasNextPage endCursor }} }} }}
}}
"""
WHOLE_PART = f"""
query Part($id: ID!) {{
  one: node(id: $id) {{
    ... on Refund {{ refundLineItems(first: 250) {{ {_REFUNDED} }} }}
    ... on Fulfillment {{ fulfillmentLineItems(first: 250) {{ {_SENT} }} }}
    ... on Return {{ returnLineItems(first: 250) {{ {_RETURNED} }} }}
  }}
}}
"""
ORDERS_BY_ID = (
    _ORDER + "query Orders($ids: [ID!]!, $lines: Int!, $parts: Int!) { some: nodes(ids: $ids) { ... on Order { ...OrderParts } } }"
)
ONE_CUSTOMER = CUSTOMER_PARTS + "query Customer($id: ID!) { one: customer(id: $id) { ...CustomerParts } }"
ONE_PRODUCT = _PRODUCT + "query Product($id: ID!, $lines: Int!) { one: product(id: $id) { ...ProductParts } }"
MORE_VARIANTS = f"""
query Variants($id: ID!, $after: String) {{
  one: product(id: $id) {{ variants(first: 100, after: $after) {{ nodes {_VARIANT} {_PAGE} }} }}
}}
"""
ONE_STOCK = _STOCK + "query Stock($id: ID!, $lines: Int!) { one: productVariant(id: $id) { ...StockParts } }"
# A webhook names the inventory item, which belongs to one variant.
STOCK_OF_ITEM = f"query Item($id: ID!, $lines: Int!) {{ one: inventoryItem(id: $id) {{ id variant {{ id }} {_LEVELS} }} }}"
ONE_GIFT_CARD = _GIFT_CARD + "query GiftCard($id: ID!) { one: giftCard(id: $id) { ...GiftCardParts } }"

SHOP = "query Shop { shop { name currencyCode } currentAppInstallation { accessScopes { handle } } }"
HOOKS = "query Hooks($uri: String) { hooks: webhookSubscriptions(first: 100, uri: $uri) { nodes { id topic uri } } }"

# What an export may ask: connections two deep, none inside a plain list. Orders with more to say are asked for again.
BULK = {
    Resource.ORDERS: f"""{{ orders(sortKey: UPDATED_AT) {{ edges {{ node {{ __typename {_ORDER_HEAD}
      lineItems {{ edges {{ node {{ __typename {_LINE[1:-1]} }} }} }}
      refunds {{ id }} returnStatus
      fulfillments {{ {_PARCEL_HEAD} }}
    }} }} }} }}""",
    Resource.CUSTOMERS: f"""{{ customers {{ edges {{ node {{ __typename
      id displayName tags locale createdAt updatedAt
      defaultEmailAddress {{ emailAddress marketingState }} defaultPhoneNumber {{ phoneNumber }}
      defaultAddress {_ADDRESS}
      storeCreditAccounts {{ edges {{ node {{ __typename id balance {{ amount currencyCode }} }} }} }}
    }} }} }} }}""",
    Resource.PRODUCTS: f"""{{ products {{ edges {{ node {{ __typename
      id title status handle publishedAt updatedAt featuredMedia {{ preview {{ image {{ url }} }} }}
      variants {{ edges {{ node {{ __typename {_VARIANT[1:-1]} }} }} }}
    }} }} }} }}""",
}
RUN_BULK = """
mutation Bulk($query: String!) {
  result: bulkOperationRunQuery(query: $query, groupObjects: true) { bulkOperation { id status } userErrors { field message } }
}
"""
BULK_STATUS = """
query Bulk($id: ID!) { one: node(id: $id) { ... on BulkOperation { id status errorCode objectCount rootObjectCount fileSize url } } }
"""
