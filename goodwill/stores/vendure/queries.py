"""The GraphQL documents that we send, checked against the admin schema of Vendure 3."""

_ADDRESS = "fullName company streetLine1 streetLine2 city province postalCode country countryCode phoneNumber"

ORDER = f"""
fragment OrderParts on Order {{
  id code state active createdAt updatedAt orderPlacedAt currencyCode
  subTotalWithTax shippingWithTax totalWithTax total couponCodes
  customer {{ id emailAddress firstName lastName phoneNumber }}
  shippingAddress {{ {_ADDRESS} }}
  billingAddress {{ {_ADDRESS} }}
  lines {{
    id quantity orderPlacedQuantity unitPriceWithTax linePriceWithTax proratedLinePriceWithTax lineTax
    featuredAsset {{ preview }}
    productVariant {{ id productId sku name options {{ name group {{ name }} }} }}
  }}
  discounts {{ adjustmentSource description amountWithTax }}
  shippingLines {{ shippingMethod {{ name }} }}
  payments {{
    id method amount state transactionId createdAt
    refunds {{ id total state reason createdAt method lines {{ orderLineId quantity }} }}
  }}
  fulfillments {{ id state method trackingCode createdAt updatedAt lines {{ orderLineId quantity }} }}
}}
"""

CUSTOMER = """
fragment CustomerParts on Customer {
  id createdAt updatedAt firstName lastName emailAddress phoneNumber
  groups { name }
  addresses {
    id fullName company streetLine1 streetLine2 city province postalCode phoneNumber defaultShippingAddress
    country { code }
  }
}
"""

PRODUCT = """
fragment ProductParts on Product {
  id updatedAt name slug enabled featuredAsset { preview }
  variants {
    id updatedAt sku name enabled priceWithTax currencyCode stockLevel featuredAsset { preview }
    options { name group { name } }
    stockLevels { stockOnHand stockAllocated updatedAt stockLocation { id name } }
  }
}
"""

ORDERS = (
    ORDER
    + """
query Orders($options: OrderListOptions) { list: orders(options: $options) { totalItems items { ...OrderParts } } }
"""
)
CUSTOMERS = (
    CUSTOMER
    + """
query Customers($options: CustomerListOptions) { list: customers(options: $options) { totalItems items { ...CustomerParts } } }
"""
)
PRODUCTS = (
    PRODUCT
    + """
query Products($options: ProductListOptions) { list: products(options: $options) { totalItems items { ...ProductParts } } }
"""
)

ONE_ORDER = ORDER + "query Order($id: ID!) { one: order(id: $id) { ...OrderParts } }"
ONE_CUSTOMER = CUSTOMER + "query Customer($id: ID!) { one: customer(id: $id) { ...CustomerParts } }"
ONE_PRODUCT = PRODUCT + "query Product($id: ID!) { one: product(id: $id) { ...ProductParts } }"

LOGIN = """
mutation Login($username: String!, $password: String!) {
  login(username: $username, password: $password, rememberMe: true) {
    __typename ... on ErrorResult { message }
  }
}
"""
CHANNEL = "query Channel { activeChannel { code token defaultCurrencyCode defaultLanguageCode } me { channels { permissions } } }"

_RESULT = "__typename ... on ErrorResult { errorCode message }"
REFUND = f"mutation Refund($input: RefundOrderInput!) {{ result: refundOrder(input: $input) {{ {_RESULT} ... on Refund {{ id }} }} }}"
CANCEL = f"mutation Cancel($input: CancelOrderInput!) {{ result: cancelOrder(input: $input) {{ {_RESULT} ... on Order {{ id state }} }} }}"
MODIFY = f"""
mutation Modify($input: ModifyOrderInput!) {{
  result: modifyOrder(input: $input) {{ {_RESULT} ... on Order {{ id state totalWithTax }} }}
}}
"""
TRANSITION = f"""
mutation Transition($id: ID!, $state: String!) {{
  result: transitionOrderToState(id: $id, state: $state) {{
    {_RESULT} ... on OrderStateTransitionError {{ transitionError }} ... on Order {{ id state }}
  }}
}}
"""
ADD_PAYMENT = f"""
mutation Pay($input: ManualPaymentInput!) {{
  result: addManualPaymentToOrder(input: $input) {{ {_RESULT} ... on Order {{ id state }} }}
}}
"""
MODIFICATIONS = (
    "query Modifications($id: ID!) { order(id: $id) { id state totalWithTax nextStates modifications { id note priceChange isSettled } } }"
)

CREATE_DRAFT = "mutation Draft { result: createDraftOrder { id code } }"
DELETE_DRAFT = "mutation Drop($id: ID!) { result: deleteDraftOrder(orderId: $id) { result message } }"
DRAFT_ITEM = f"""
mutation Item($id: ID!, $input: AddItemToDraftOrderInput!) {{
  result: addItemToDraftOrder(orderId: $id, input: $input) {{ {_RESULT} ... on Order {{ id }} }}
}}
"""
DRAFT_CUSTOMER = f"""
mutation Customer($id: ID!, $customer: ID!) {{
  result: setCustomerForDraftOrder(orderId: $id, customerId: $customer) {{ {_RESULT} ... on Order {{ id }} }}
}}
"""
DRAFT_ADDRESS = (
    "mutation Address($id: ID!, $input: CreateAddressInput!) { result: setDraftOrderShippingAddress(orderId: $id, input: $input) { id } }"
)
DRAFT_COUPON = f"""
mutation Coupon($id: ID!, $code: String!) {{
  result: applyCouponCodeToDraftOrder(orderId: $id, couponCode: $code) {{ {_RESULT} ... on Order {{ id totalWithTax }} }}
}}
"""
DRAFT_QUOTES = "query Quotes($id: ID!) { eligibleShippingMethodsForDraftOrder(orderId: $id) { id priceWithTax } }"
DRAFT_SHIPPING = f"""
mutation Shipping($id: ID!, $method: ID!) {{
  result: setDraftOrderShippingMethod(orderId: $id, shippingMethodId: $method) {{ {_RESULT} ... on Order {{ id totalWithTax }} }}
}}
"""
ADD_NOTE = "mutation Note($input: AddNoteToOrderInput!) { result: addNoteToOrder(input: $input) { id } }"
UPDATE_ADDRESS = "mutation Address($input: UpdateAddressInput!) { result: updateCustomerAddress(input: $input) { id } }"
CREATE_ADDRESS = """
mutation Address($id: ID!, $input: CreateAddressInput!) { result: createCustomerAddress(customerId: $id, input: $input) { id } }
"""
CREATE_PROMOTION = f"""
mutation Promotion($input: CreatePromotionInput!) {{
  result: createPromotion(input: $input) {{ {_RESULT} ... on Promotion {{ id couponCode }} }}
}}
"""
PROMOTIONS = """
query Promotions($code: String!) { promotions(options: { filter: { couponCode: { eq: $code } } }) { items { id couponCode } } }
"""
