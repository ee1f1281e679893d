"""WooCommerce, the store of WordPress sites, by its REST interface version 3."""
