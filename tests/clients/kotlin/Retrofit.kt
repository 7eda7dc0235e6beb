// The names of Retrofit that the generated interfaces use: its packages are on Maven's registry alone, which the tests
// do without. What is generated to connect Retrofit and OkHttp (ApiClient.kt, ResponseExt.kt, auth/) is left out for the
// same reason.
package retrofit2

class Response<T>
