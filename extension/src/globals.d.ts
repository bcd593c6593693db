/** A development build's packaged policy; null in a release build. Set by the build. */
declare const DEVELOPMENT_POLICY: object | null
/** Version of the sensor. Set by the build. */
declare const VERSION: string
